// Signs a resident in from LINE: takes the ID token from the LIFF SDK and posts it with the page's own form.
// It keeps no token, reads no profile, and trusts nothing: the server verifies what it is given.
const page = document.getElementById("liff");
const PATIENCE_MS = 20_000;

/** The SDK named by the page, or the one bundled here (evaluated only when it is needed). */
async function sdk() {
  if (page.dataset.sdk) {
    await loaded(page.dataset.sdk);
    return window.liff;
  }
  const parts = await Promise.all([
    import("@line/liff/core"),
    import("@line/liff/is-logged-in"),
    import("@line/liff/is-in-client"),
    import("@line/liff/login"),
    import("@line/liff/logout"),
    import("@line/liff/get-id-token"),
  ]);
  const [liff, ...modules] = parts.map((part) => part.default);
  for (const Module of modules) liff.use(new Module());
  return liff;
}

function loaded(src) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = src;
    script.onload = resolve;
    script.onerror = () => reject(new Error(`could not load ${src}`));
    document.head.append(script);
  });
}

/** LINE hands out a token as old as the LIFF session; one past its hour is refused by any server. */
function hasExpired(token) {
  const payload = token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
  return JSON.parse(atob(payload)).exp * 1000 < Date.now();
}

async function signIn() {
  const liff = await sdk();
  await liff.init({ liffId: page.dataset.liffId });
  if (!liff.isLoggedIn()) {
    liff.login({ redirectUri: location.href });
    return;
  }
  const token = liff.getIDToken();
  if (!token) throw new Error("the LIFF app lacks the scope openid");
  if (hasExpired(token) && !liff.isInClient()) {
    liff.logout();
    liff.login({ redirectUri: location.href });
    return;
  }
  const form = page.querySelector("form");
  form.elements.id_token.value = token;
  form.submit();
}

function showFailure(error) {
  console.error(error);
  document.getElementById("liff-opening").hidden = true;
  const failed = document.getElementById("liff-failed");
  failed.hidden = false;
  failed.querySelector("h1").focus();
}

const patience = setTimeout(() => showFailure(new Error("LINE did not answer in time")), PATIENCE_MS);
addEventListener("pagehide", () => clearTimeout(patience));
signIn().catch((error) => {
  clearTimeout(patience);
  showFailure(error);
});
