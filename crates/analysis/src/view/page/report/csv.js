// Rows as CSV (RFC 4180), saved as a file.
saidso.csv = (() => {
  const field = (value) => {
    const text = value === null || value === undefined ? "" : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const write = (header, rows) => [header, ...rows].map((row) => `${row.map(field).join(",")}\r\n`).join("");

  const save = (name, text) => {
    const address = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    saidso.element("a", { href: address, download: `${name}.csv` }).click();
    URL.revokeObjectURL(address);
  };

  return { write, save };
})();
