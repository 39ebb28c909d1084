import { createServer } from "node:http";

const server = createServer((_request, response) => response.end("hello from the app\n"));
server.listen(18080, "127.0.0.1", () => console.log("the app listens on 127.0.0.1:18080"));
