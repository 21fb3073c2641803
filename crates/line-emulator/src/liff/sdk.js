// The double of LINE's LIFF SDK: the calls a service needs to sign its residents in, with the redirects
// and refusals of the original. It talks to the telephone around it and to nobody else.
(() => {
  "use strict";
  const app = __LIFF_APP__;
  const key = `liff:${app.liffId}:`;
  const refuse = (code, message) => Object.assign(new Error(message), { code });
  let ready = false;

  const base = () => (app.path || "/").replace(/\/$/, "");
  const below = (path) => path === app.path || path === base() || path.startsWith(`${base()}/`);

  // The fragment of the first page carries the tokens; it is read once and taken off the address.
  function takeTokens() {
    const fragment = new URLSearchParams(location.hash.slice(1));
    if (!fragment.has("access_token")) return;
    for (const name of ["access_token", "id_token"]) {
      sessionStorage.setItem(key + name, fragment.get(name) || "");
    }
    history.replaceState(history.state, "", location.pathname + location.search);
  }

  // Where the second redirect leads: the endpoint, then the path and the query of the LIFF link.
  function secondary() {
    const state = new URLSearchParams(location.search).get("liff.state");
    if (state === null) return null;
    const [, path, query, hash] = /^([^?#]*)(\?[^#]*)?(#.*)?$/.exec(state);
    const queries = [app.query, query && query.slice(1)].filter(Boolean).join("&");
    return (path ? base() + path : app.path) + (queries ? `?${queries}` : "") + (hash || "");
  }

  async function init(config) {
    if (!config || !config.liffId) throw refuse("INVALID_CONFIG", "liffId is necessary for liff.init()");
    if (config.liffId !== app.liffId) throw refuse("INVALID_ARGUMENT", "channel not found");
    if (!below(location.pathname)) throw refuse("INIT_FAILED", "liff.init() was called outside the endpoint URL");
    takeTokens();
    const target = secondary();
    if (target !== null) {
      location.replace(target);
      return new Promise(() => {});
    }
    ready = true;
    if (!isLoggedIn() && config.withLoginOnExternalBrowser) {
      login();
      return new Promise(() => {});
    }
  }

  const after = (value) => {
    if (!ready) throw refuse("INIT_FAILED", "liff.init() has not been completed");
    return value();
  };
  const stored = (name) => sessionStorage.getItem(key + name) || null;
  const isLoggedIn = () => stored("access_token") !== null;
  const tell = (message) => parent.postMessage({ liff: app.liffId, ...message }, app.emulator);

  // Outside of a telephone one logs in by choosing a telephone.
  function login() {
    location.assign(`${app.emulator}/liff/${app.liffId}`);
  }

  window.liff = {
    init,
    login,
    isLoggedIn,
    isInClient: () => isLoggedIn() && parent !== window,
    getIDToken: () => after(() => stored("id_token")),
    getAccessToken: () => after(() => stored("access_token")),
    getOS: () => (window.liff.isInClient() ? "android" : "web"),
    getLanguage: () => "ja",
    getVersion: () => "2.31.0",
    closeWindow: () => tell({ close: true }),
    openWindow: ({ url, external = false }) => (external ? window.open(url, "_blank", "noopener") : tell({ open: url })),
    logout: () => ["access_token", "id_token"].forEach((name) => sessionStorage.removeItem(key + name)),
  };
})();
