// One interface for the libraries of pages: calls of user.UserService, with results and errors of one form.

import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { ConnectError, createClient } from "@connectrpc/connect";
import { createConnectTransport, createGrpcWebTransport } from "@connectrpc/connect-web";
import { GrpcWebFetchTransport, GrpcStatusCode } from "@protobuf-ts/grpcweb-transport";
import { GrpcWebClientBase, MethodDescriptor, MethodType } from "grpc-web";

import { UserServiceClient } from "./protobuf_ts/user.client.ts";
import { UserService } from "./user_pb.js";

/** The names of codes that the checks need, by their numbers. */
export const CODE = { cancelled: 1, invalidArgument: 3, deadlineExceeded: 4, notFound: 5, exhausted: 8, unimplemented: 12 };

/** Metadata as an object. Values of binary metadata stay in base64. */
function object(headers) {
  return Object.fromEntries(headers);
}

/** Calls by connect-web. */
export function connect(transport) {
  const client = createClient(UserService, transport);
  const options = ({ metadata, timeoutMs, signal } = {}) => {
    const received = {};
    const call = {
      headers: metadata,
      timeoutMs,
      signal,
      onHeader: (headers) => Object.assign(received, object(headers)),
      onTrailer: (trailers) => Object.assign(received, object(trailers)),
    };
    return { call, received };
  };
  const failure = (error) => {
    const { code, rawMessage, metadata } = ConnectError.from(error);
    return { code, message: rawMessage, metadata: object(metadata) };
  };
  return {
    async unary(method, request, settings) {
      const { call, received } = options(settings);
      try {
        const message = await client[method](request, call);
        return { message, metadata: received };
      } catch (error) {
        throw failure(error);
      }
    },
    async stream(method, request, settings) {
      const messages = [];
      try {
        for await (const message of client[method](request, options(settings).call)) {
          messages.push(message);
        }
      } catch (error) {
        throw failure(error);
      }
      return messages;
    },
  };
}

/** Calls by grpc-web. */
export function grpcWeb(address, format) {
  const client = new GrpcWebClientBase({ format });
  const describe = (name, type) => {
    const { input, output, parent, name: method } = UserService.method[name];
    const path = `/${parent.typeName}/${method}`;
    const encode = (message) => toBinary(input, message);
    const decode = (bytes) => fromBinary(output, bytes);
    const descriptor = new MethodDescriptor(path, type, Object, Object, encode, decode);
    return { descriptor, url: address + path, input };
  };
  const sent = ({ metadata = {}, timeoutMs } = {}) =>
    timeoutMs === undefined ? metadata : { ...metadata, deadline: `${Date.now() + timeoutMs}` };
  const failure = ({ code, message, metadata }) => ({ code, message, metadata });
  return {
    unary(method, request, settings) {
      const { descriptor, url, input } = describe(method, MethodType.UNARY);
      return new Promise((resolve, reject) => {
        const received = {};
        const message = create(input, request);
        const call = client.rpcCall(url, message, sent(settings), descriptor, (error, message) => {
          if (error) {
            reject(failure(error));
          } else {
            resolve({ message, metadata: received });
          }
        });
        call.on("metadata", (metadata) => Object.assign(received, metadata));
        call.on("status", ({ metadata }) => Object.assign(received, metadata));
        settings?.signal?.addEventListener("abort", () => {
          call.cancel();
          reject({ code: CODE.cancelled, message: "cancelled", metadata: {} });
        });
      });
    },
    stream(method, request, settings) {
      const { descriptor, url, input } = describe(method, MethodType.SERVER_STREAMING);
      return new Promise((resolve, reject) => {
        const messages = [];
        client
          .serverStreaming(url, create(input, request), sent(settings), descriptor)
          .on("data", (message) => messages.push(message))
          .on("error", (error) => reject(failure(error)))
          .on("end", () => resolve(messages));
      });
    },
  };
}

/** Calls by protobuf-ts. */
export function protobufTs(baseUrl, format) {
  const client = new UserServiceClient(new GrpcWebFetchTransport({ baseUrl, format }));
  const start = (name, request, { metadata, timeoutMs, signal } = {}) => {
    const { I } = client.methods.find((method) => method.localName === name);
    return client[name](I.create(request), { meta: metadata, timeout: timeoutMs, abort: signal });
  };
  const failure = ({ code, message, meta }) => ({
    code: GrpcStatusCode[code],
    // A message of an error stays encoded.
    message: decodeURIComponent(message),
    metadata: meta,
  });
  return {
    async unary(method, request, settings) {
      try {
        const { response, headers, trailers } = await start(method, request, settings);
        return { message: response, metadata: { ...headers, ...trailers } };
      } catch (error) {
        throw failure(error);
      }
    },
    async stream(method, request, settings) {
      const messages = [];
      try {
        for await (const message of start(method, request, settings).responses) {
          messages.push(message);
        }
      } catch (error) {
        throw failure(error);
      }
      return messages;
    },
  };
}

/** All ways to call the server at an address. */
export function ways(baseUrl) {
  return {
    grpc_web_text: grpcWeb(baseUrl, "text"),
    grpc_web_binary: grpcWeb(baseUrl, "binary"),
    protobuf_ts_text: protobufTs(baseUrl, "text"),
    protobuf_ts_binary: protobufTs(baseUrl, "binary"),
    connect_web_grpc_web: connect(createGrpcWebTransport({ baseUrl })),
    connect_web_connect: connect(createConnectTransport({ baseUrl, useBinaryFormat: true })),
  };
}
