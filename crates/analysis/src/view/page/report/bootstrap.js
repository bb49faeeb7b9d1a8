// 95 % intervals of shares, by bootstrap over articles (Efron 1979), computed as in `saidso shares`.
saidso.bootstrap = (() => {
  const SAMPLES = 1000;
  // With many articles, fewer samples give equally reliable intervals, and the page must respond at once.
  const MOST_DRAWS = 500_000;

  // Mulberry32, so that the same articles always have the same interval.
  const random = (seed) => () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };

  // The lower and upper end for each part, for articles with these `parts` and `totals`; `null` for a single article.
  const intervals = (parts, totals) => {
    const width = parts[0]?.length ?? 0;
    const length = parts.length;
    if (length < 2) return Array(width).fill(null);
    const flat = Float64Array.from(parts.flat());
    const draw = random(7);
    const samples = Math.max(200, Math.min(SAMPLES, Math.floor(MOST_DRAWS / length)));
    const shares = Array.from({ length: width }, () => []);
    const sums = new Float64Array(width);
    for (let sample = 0; sample < samples; sample += 1) {
      sums.fill(0);
      let total = 0;
      for (let drawn = 0; drawn < length; drawn += 1) {
        const article = Math.floor(draw() * length);
        total += totals[article];
        for (let part = 0; part < width; part += 1) sums[part] += flat[article * width + part];
      }
      if (total) shares.forEach((list, part) => list.push(sums[part] / total));
    }
    const all = totals.reduce((sum, count) => sum + count, 0);
    return shares.map((list, part) => {
      if (!list.length) return null;
      const sorted = Float64Array.from(list).sort();
      const at = (quantile) => sorted[Math.round((sorted.length - 1) * quantile)];
      const share = parts.reduce((sum, own) => sum + own[part], 0) / all;
      return [Math.min(at(0.025), share), Math.max(at(0.975), share)];
    });
  };

  return { intervals };
})();
