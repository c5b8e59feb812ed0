import { getSession, openSession } from "./api.js";
import { byId } from "./dom.js";

let isKeyed = false;

/** Whether programs need a key here. */
export const needsKey = () => isKeyed;

/** Asks for a key where the gateway does; resolves with the roles that this browser has, none where it may do nothing. */
export async function connectSession() {
  const session = await getSession().catch(() => ({ key_required: false, roles: ["generate", "train"] }));
  isKeyed = session.key_required;
  const isLetIn = !session.key_required || session.roles.length > 0;
  byId("session").hidden = isLetIn;
  byId("session").addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await openSession(byId("key").value);
      location.reload();
    } catch (failure) {
      byId("session-message").textContent = failure.message;
    }
  });
  return isLetIn ? session.roles : [];
}
