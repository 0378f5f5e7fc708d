/**
 * The back office's pages come from a library that names no landmarks; people who move by them
 * need the main part, and two scrolling areas that do not sound alike.
 */

function name() {
  const main = document.getElementById("main") ?? document.getElementById("page");
  main?.setAttribute("role", "main");
  const areas = document.querySelectorAll(".simplebar-content-wrapper[role='region']");
  areas.forEach((area, index) => {
    const place = area.closest("#nav-sidebar-apps") ? "navigation" : `content ${index + 1}`;
    area.setAttribute("aria-label", `Scrolling area, ${place}`);
  });
}

addEventListener("load", name);
