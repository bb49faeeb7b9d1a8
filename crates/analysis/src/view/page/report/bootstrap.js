// 95 % intervals of shares, by bootstrap over articles (Efron 1979), computed as in `saidso shares`.
saidso.bootstrap = (() => {
  const SAMPLES = 1000;
  // With many articles, fewer samples give equally reliable intervals, and the page must respond at once.
  const MOST_DRAWS = 400_000;

  // The lower and upper end for each part, for articles with these `parts` and `totals`; `null` for a single article.
  // `selected` is the number of articles in all groups, which share the draws.
  const intervals = (parts, totals, selected) => {
    const width = parts[0]?.length ?? 0;
    const length = parts.length;
    if (length < 2) return Array(width).fill(null);
    const wholes = Float64Array.from(totals);
    const columns = Array.from({ length: width }, (_, part) => Float64Array.from(parts, (own) => own[part]));
    const samples = Math.max(200, Math.min(SAMPLES, Math.floor(MOST_DRAWS / selected)));
    const shares = columns.map(() => new Float64Array(samples));
    // How often each article is in the sample.
    const times = new Uint32Array(length);
    const weighted = (column) => {
      let sum = 0;
      for (let article = 0; article < length; article += 1) sum += times[article] * column[article];
      return sum;
    };
    // Mulberry32, so that the same articles always have the same interval.
    let seed = 7;
    let filled = 0;
    for (let sample = 0; sample < samples; sample += 1) {
      times.fill(0);
      for (let drawn = 0; drawn < length; drawn += 1) {
        seed = (seed + 0x6d2b79f5) | 0;
        let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
        times[Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * length)] += 1;
      }
      const total = weighted(wholes);
      if (!total) continue;
      for (let part = 0; part < width; part += 1) shares[part][filled] = weighted(columns[part]) / total;
      filled += 1;
    }
    const sum = (column) => column.reduce((all, count) => all + count, 0);
    return shares.map((list, part) => {
      if (!filled) return null;
      const sorted = list.subarray(0, filled).sort();
      const at = (quantile) => sorted[Math.round((filled - 1) * quantile)];
      const share = sum(columns[part]) / sum(wholes);
      return [Math.min(at(0.025), share), Math.max(at(0.975), share)];
    });
  };

  return { intervals };
})();
