// Shared by all tabs: holds the one stream of events, and hands them on.
import { EventStream } from "./events.js";

const tabs = new Set();
const stream = new EventStream((name, data) => tabs.forEach((each) => each.postMessage([name, data])));

self.onconnect = ({ ports: [tab] }) => {
  tab.onmessage = ({ data }) => (data === "gone" ? tabs.delete(tab) : join(tab));
  join(tab);
};

/** A newcomer is told the newest of everything; the others hear it again, which changes nothing. */
function join(tab) {
  tabs.add(tab);
  stream.open();
}
