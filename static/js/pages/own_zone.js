// Shows times by the browser's own clocks: <form data-own-zone="ZONE"> is shown by ZONE's. The address says which zone was
// chosen; where it says none, the page is asked for again with the browser's. Without script the field does it.
const form = document.querySelector("[data-own-zone]");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const here = new URL(location.href);
if (form && zone && zone !== form.dataset.ownZone && !here.searchParams.has("zone")) {
  here.searchParams.set("zone", zone);
  location.replace(here);
}
