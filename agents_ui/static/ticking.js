// A clock in a thread of its own. A browser slows the clocks of a page that nobody looks at, and not this one.

setInterval(() => postMessage("tick"), 2000);
