/** What the gateway said about a call that failed. */
export class ApiError extends Error {
  constructor(message, code) {
    super(message);
    this.code = code;
  }
}

async function answer(call) {
  let response;
  try {
    response = await call;
  } catch {
    throw new ApiError("The gateway cannot be reached.", "unreachable");
  }
  let body;
  try {
    body = await response.json();
  } catch {
    body = {};
  }
  if (!response.ok) {
    throw new ApiError(body.error?.message ?? `The gateway answered ${response.status}.`, body.error?.code);
  }
  return body;
}

/** Draws; resolves with the Images API's response. */
export const drawImages = (request) =>
  answer(fetch("/v1/images/generations", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ ...request, response_format: "b64_json", user: "page" }),
  }));

/** Sends a pair; resolves with its id. */
export function sendPair(image, caption) {
  const form = new FormData();
  form.append("image", image);
  form.append("caption", caption);
  form.append("source", "page");
  return answer(fetch("/v1/pairs", { method: "POST", body: form }));
}

/** What a channel serves. */
export const getRelease = (channel) => answer(fetch(`/v1/releases/${channel}`));

/** Every checkpoint, the newest first. */
export const getCheckpoints = () => answer(fetch("/v1/checkpoints"));
