// Loads user.proto, whose path is in PEER_PROTO.

import grpc from "@grpc/grpc-js";
import loader from "@grpc/proto-loader";

const options = { keepCase: true, longs: String, enums: String, defaults: false, oneofs: true };
const definition = loader.loadSync(process.env.PEER_PROTO, options);

export const { UserService } = grpc.loadPackageDefinition(definition).user;
