// The fragment of the address holds the state of the page, so that a link reproduces it: every action only changes
// the fragment.
saidso.state = (() => {
  const listeners = [];
  const read = () => new URLSearchParams(location.hash.slice(1));

  // The fragment with some changes.
  const href = (changes) => {
    const state = read();
    for (const [key, value] of Object.entries(changes)) {
      if (value === null || value === "") state.delete(key);
      else state.set(key, value);
    }
    return `#${state}`;
  };

  const tell = () => listeners.forEach((listener) => listener(read()));
  // Not through `location.hash`, which would scroll. Typing adds one step to the history, not one per letter.
  const go = (changes, { typing = false } = {}) => {
    const place = href(changes);
    if (place === location.hash || (place === "#" && !location.hash)) return;
    if (typing) history.replaceState(null, "", place);
    else history.pushState(null, "", place);
    tell();
  };
  // Another selection of articles or claims starts on the first page, and does not scroll.
  const choose = (changes, options) => {
    const pages = [...read().keys()].filter((key) => key.startsWith("page."));
    go({ ...Object.fromEntries([...pages, "at"].map((key) => [key, null])), ...changes }, options);
  };

  const listen = (listener) => listeners.push(listener);
  addEventListener("hashchange", tell);
  return { read, href, go, choose, listen };
})();
