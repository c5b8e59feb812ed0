// The page's parts know nothing of each other; here they are put together.
import { connectBetween } from "./between.js";
import { connectComposer, describeModel } from "./composer.js";
import { connectFleet } from "./fleet.js";
import { connectReleases } from "./releases.js";
import { connectSession } from "./session.js";
import { connectSystem } from "./system.js";
import { connectTeaching } from "./teaching.js";

connectComposer();
connectBetween();
connectTeaching();
const roles = await connectSession();
const draws = roles.includes("generate") || roles.includes("admin");
if (roles.length > 0) {
  const showReleases = connectReleases(roles.includes("admin"));
  connectFleet(() => {
    showReleases();
    if (draws) describeModel();
  });
  connectSystem();
}
