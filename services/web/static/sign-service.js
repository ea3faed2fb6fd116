// The Government Cipher Committee's signing service on this machine: one socket a call, one message
// to it, one answer.

const PATIENCE = 3000;
const PERSON = 300000;

const failure = (code, detail = "") => Object.assign(new Error(detail || code), { code });

function open(url) {
  return new Promise((done, fail) => {
    const socket = new WebSocket(url);
    const absent = () => {
      clearTimeout(late);
      socket.close();
      fail(failure("service-absent"));
    };
    const late = setTimeout(absent, PATIENCE);
    socket.onerror = absent;
    socket.onopen = () => {
      clearTimeout(late);
      done(socket);
    };
  });
}

export async function requireService(address) {
  const socket = await open(`${address}/GetVersion`);
  socket.close();
}

export async function call(url, message) {
  const socket = await open(url);
  return new Promise((done, fail) => {
    const silent = () => fail(failure("service-silent"));
    const late = setTimeout(silent, PERSON);
    socket.onerror = silent;
    socket.onclose = silent;
    socket.onmessage = (event) => {
      clearTimeout(late);
      socket.onclose = null;
      socket.close();
      try {
        const said = JSON.parse(event.data);
        if (Number(said.Status) === 0) done(said);
        else fail(failure("service-refused", String(said.Message ?? "")));
      } catch {
        silent();
      }
    };
    socket.send(JSON.stringify(message));
  });
}
