// A town and a browser for the journeys of one file.
import { after, before } from "node:test";
import { launch } from "./browser.mjs";
import { town } from "./town.mjs";

/** The demo's town and a browser on a desk; there once the first journey of a file that set the stage begins. */
export let place;
export let browser;

/** Starts both before the first journey of a file and ends them after the last. */
export function setStage(viewport = { width: 1280, height: 900 }) {
  before(async () => {
    place = await town();
    browser = await launch({ viewport });
  });
  after(async () => {
    await browser?.close();
    await place?.end();
  });
}
