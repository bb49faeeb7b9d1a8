// The data in the page: unpacked once, and put into columns that are fast to iterate over.
saidso.data = (() => {
  const unpack = async (packed) => {
    const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).text();
  };

  let packed = null;
  // An article as HTML.
  const html = (index) => {
    packed ??= document.getElementById("packed").textContent.trim().split("\n");
    return unpack(packed[index]);
  };

  // For each sentence or claim, the index of its article.
  const owners = (articles, field, length) => {
    const owner = new Uint32Array(length);
    let first = 0;
    articles.forEach((article, index) => {
      owner.fill(index, first, first + article[field]);
      first += article[field];
    });
    return owner;
  };

  const load = async () => {
    const { articles, sources, sentences, claims } = JSON.parse(await unpack(document.getElementById("index").textContent));
    let first = 0;
    for (const article of articles) {
      article.first = first;
      first += article.claims;
    }
    sentences.owner = owners(articles, "sentences", sentences.label.length);
    claims.owner = owners(articles, "claims", claims.label.length);
    claims.kind = claims.source.map((source) => sources[source]?.kind ?? { "-1": "A", "-2": "N" }[source]).join("");
    let lowered = null;
    const lower = () => (lowered ??= claims.text.map((text) => text.toLowerCase()));
    const source = (claim) => {
      const place = claims.source[claim];
      return { "-1": "the author", "-2": "somebody not named" }[place] ?? sources[place].name;
    };
    const groups = [...new Set(articles.map(({ group }) => group))];
    const { by, dayFirst } = document.getElementById("corpus").dataset;
    return { by, isDayFirst: dayFirst !== undefined, articles, sources, sentences, claims, groups, lower, source };
  };

  return { load, html };
})();
