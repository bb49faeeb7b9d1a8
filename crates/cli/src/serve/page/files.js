"use strict";
// Files that are opened or dropped, as articles.
saidso.files = (() => {
  // The text of a file, which must be one.
  const read = async (file) => {
    const bytes = await file.arrayBuffer();
    try {
      const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
      if (!text.includes("\0\0")) return text;
    } catch {
      // Not UTF-8.
    }
    throw new Error(`${file.name} is no text in UTF-8. Copy its text and paste it here, or label the file with saidso extract.`);
  };
  const article = async (file) => ({ id: file.name.replace(/\.[^.]*$/, "") || file.name, text: await read(file) });

  // Calls `open` with files that are dropped anywhere; `over` is told while some are held above the page.
  const dropped = (open, over) => {
    for (const kind of ["dragover", "dragleave", "drop"]) {
      addEventListener(kind, (event) => {
        // Dropped words go into the box as words do.
        if (!event.dataTransfer.types.includes("Files")) return;
        event.preventDefault();
        over(kind === "dragover");
        if (kind === "drop") open([...event.dataTransfer.files]);
      });
    }
  };

  return { article, dropped };
})();
