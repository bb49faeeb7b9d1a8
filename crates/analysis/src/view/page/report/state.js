// What is shown stands in the fragment of the address, so that a link reproduces it: every action changes only that.
saidso.state = (() => {
  const listeners = [];
  const read = () => new URLSearchParams(location.hash.slice(1));

  // The fragment with some things changed.
  const href = (changes) => {
    const state = read();
    for (const [key, value] of Object.entries(changes)) {
      if (value === null || value === "") state.delete(key);
      else state.set(key, value);
    }
    return `#${state}`;
  };

  const tell = () => listeners.forEach((listener) => listener(read()));
  // Not by `location.hash`, which would scroll. Typing is one step back, not one a letter.
  const go = (changes, { typing = false } = {}) => {
    const place = href(changes);
    if (place === location.hash || (place === "#" && !location.hash)) return;
    if (typing) history.replaceState(null, "", place);
    else history.pushState(null, "", place);
    tell();
  };
  // Another choice of articles or claims begins on the first page, and is no place to scroll to.
  const choose = (changes, options) => {
    const pages = [...read().keys()].filter((key) => key.startsWith("page."));
    go({ ...Object.fromEntries([...pages, "at"].map((key) => [key, null])), ...changes }, options);
  };

  const listen = (listener) => listeners.push(listener);
  addEventListener("hashchange", tell);
  return { read, href, go, choose, listen };
})();
