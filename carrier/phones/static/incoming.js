// What rings at a number: the network says so as long as somebody listens. Knows no call.

const ADDRESS = /^(\+[1-9]\d{6,14}|client:[\w.-]+|sips?:.+@.+)$/;

/** Listen at a number; return how to stop. A number that nobody can ring is not listened at. */
export function listen(address, rings, stopped) {
  if (!ADDRESS.test(address)) return () => {};
  const news = new EventSource(`/rings?at=${encodeURIComponent(address)}`);
  news.onmessage = (message) => {
    const event = JSON.parse(message.data);
    if (event.name === "rings") rings(event);
    else stopped(event);
  };
  return () => news.close();
}
