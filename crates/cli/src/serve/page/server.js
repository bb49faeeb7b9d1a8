"use strict";
// Asks the server; where it has no answer, the error says what to do.
saidso.server = (() => {
  const ADVICE = {
    408: "Try again; the connection is slow.",
    413: "Take a part of the text, or start the server with a larger --max-bytes.",
    500: "Please report it, with the article.",
    503: "Start saidso serve again, then press the button once more.",
  };
  const advice = (status, reason) => {
    if (status === 422 && /no text/.test(reason)) return "Paste an article first, or open a text file.";
    return ADVICE[status] ?? "";
  };

  const post = async (path, value, accept) => {
    const sent = saidso.token.get();
    const answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: accept, ...(sent && { Authorization: `Bearer ${sent}` }) },
      body: JSON.stringify(value),
    }).catch(() => {
      throw new Error("the server does not answer. Has it been stopped? Start saidso serve again, then press the button once more.");
    });
    const body = await answer.text();
    if (answer.ok) return body;
    if (answer.status === 401) {
      await saidso.token.ask(sent);
      return post(path, value, accept);
    }
    let reason = `status ${answer.status}`;
    try {
      reason = JSON.parse(body).error.reason;
    } catch {
      // Something between here and the server has answered.
    }
    const help = advice(answer.status, reason);
    throw new Error(help ? `${reason}. ${help}` : reason);
  };

  return { post };
})();
