// The only place that speaks to the stand-in's server.

/** What the server said in words when it refused, or that it could not be reached. */
export class Failure extends Error {
  constructor(words, unreachable = false) {
    super(words);
    this.unreachable = unreachable;
  }
}

async function ask(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { cache: "no-store", ...options });
  } catch {
    throw new Failure("Không kết nối được với máy mô phỏng.", true);
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Failure(body.error || `Máy mô phỏng báo lỗi ${response.status}.`, response.status >= 500);
  return body;
}

export const world = () => ask("/sandbox/world");
export const chat = (chatId, userId) => ask(`/sandbox/chat/${chatId}?user=${userId}`);
export const wait = (version) => ask(`/sandbox/wait?version=${version}&timeout=25`);
export const calls = async () => {
  const answer = await ask("/sandbox/calls");
  return Array.isArray(answer) ? answer : answer.calls;
};

/** One thing a person does; `file` among the details sends a form instead of JSON. */
export function act(as, chatId, what, details = {}) {
  const fields = { as, chat: chatId, do: what, ...details };
  if (details.file instanceof File) {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    return ask("/sandbox/act", { method: "POST", body: form });
  }
  return ask("/sandbox/act", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(fields),
  });
}
