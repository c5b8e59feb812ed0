/** What the gateway said about a call that failed. */
export class ApiError extends Error {
  constructor(message, code, requestId) {
    super(message);
    this.code = code;
    this.requestId = requestId;
  }
}

async function send(url, options) {
  let response;
  try {
    response = await fetch(url, options);
  } catch (failure) {
    if (failure.name === "AbortError") throw failure;
    throw new ApiError("The gateway cannot be reached.", "unreachable");
  }
  if (response.ok) return response;
  const body = await response.json().catch(() => ({}));
  throw new ApiError(
    body.error?.message ?? `The gateway answered ${response.status}.`,
    body.error?.code,
    response.headers.get("X-Request-Id"));
}

const json = async (url, options) => (await send(url, options)).json();

const withJson = (body) => ({
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
});

/**
 * Draws. Calls back with each image as it comes; resolves with all that came, in the shape of the Images API's
 * response. Leaving (`signal`) cancels.
 */
export async function drawImages(request, onImage, signal) {
  const response = await send("/v1/images/generations", {
    ...withJson({ ...request, stream: true, user: "page" }),
    signal,
  });
  const all = { id: response.headers.get("X-Request-Id"), data: [] };
  for await (const { name, data } of events(response.body)) {
    if (name === "error") throw new ApiError(data.error.message, data.error.code, all.id);
    all.data.push(data);
    all.seed = data.seed;
    all.output_format = data.output_format;
    onImage(data, all);
  }
  if (all.data.length < request.n) throw new ApiError("The answer broke off before the last image.", "broken_off", all.id);
  all.data.sort((one, other) => one.index - other.index);
  return all;
}

/** Server-sent events of a call that EventSource cannot make; a connection that breaks ends them. */
async function* events(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const read = () => reader.read().catch((failure) => {
    if (failure.name === "AbortError") throw failure;
    return { done: true };
  });
  for (let { value, done } = await read(); !done; { value, done } = await read()) {
    text += value;
    const blocks = text.split("\n\n");
    text = blocks.pop();
    for (const block of blocks) {
      const field = (name) => block.split("\n")
        .filter((line) => line.startsWith(`${name}:`))
        .map((line) => line.slice(name.length + 1).trim())
        .join("\n");
      if (field("data")) yield { name: field("event"), data: JSON.parse(field("data")) };
    }
  }
}

/** Draws images that lead from one prompt and seed to others, side by side in one PNG. */
export const drawInterpolation = (request) => json("/v1/interpolations", withJson({ ...request, user: "page" }));

/** Sends a pair; resolves with its id. */
export function sendPair(image, caption) {
  const form = new FormData();
  form.append("image", image);
  form.append("caption", caption);
  form.append("source", "page");
  return json("/v1/pairs", { method: "POST", body: form });
}

/** How far a pair has come. */
export const getPair = (id) => json(`/v1/pairs/${id.split("/").map(encodeURIComponent).join("/")}`);

/** What a channel or checkpoint can draw. */
export const getModel = (id) => json(`/v1/models/${id}`);

/** What a channel serves. */
export const getRelease = (channel) => json(`/v1/releases/${channel}`);

/** Every checkpoint, the newest first. */
export const getCheckpoints = () => json("/v1/checkpoints");

/** Draws one small image with a checkpoint, after everybody else; resolves with what an `img` shows. */
export async function drawSample(prompt, seed, checkpoint) {
  const response = await json("/v1/images/generations", withJson({
    prompt, seed, model: checkpoint, priority: -100, user: "page",
  }));
  return `data:image/${response.output_format};base64,${response.data[0].b64_json}`;
}

/** Changes what a channel serves: `change` is "", "/rollback", "/pin" or "/unpin". */
export const changeRelease = (channel, change, body) => json(`/v1/releases/${channel}${change}`, withJson(body));

/** What waits, and what was given up lately. */
export const getSystem = () => json("/v1/system");

/** Who this browser is for the gateway, and whether it asks for a key. */
export const getSession = () => json("/v1/session");

/** Makes this browser use a key. */
export const openSession = (key) => json("/v1/session", withJson({ key }));
