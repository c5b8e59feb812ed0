/** The element with that id. */
export const byId = (id) => document.getElementById(id);

/** A new element; properties are set as such, children may be strings. Text is never markup. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "data") Object.assign(made.dataset, value);
    else made[name] = value;
  }
  made.append(...children);
  return made;
}

/** A table's cell, which says what it is of where there is no room for the table's head. */
export const cell = (label, properties, ...children) =>
  element("td", { ...properties, data: { ...properties.data, label } }, ...children);

/** A number for people. */
export const readable = (number) => new Intl.NumberFormat("en").format(number);

/** How long ago, for people. */
export function age(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 5) return "just now";
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 172800) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86400)} days ago`;
}
