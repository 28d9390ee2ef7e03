module github.com/rpcsmith/rpcsmith/runtime/go/details

go 1.24

require (
	buf.build/gen/go/bufbuild/protovalidate/protocolbuffers/go v1.36.12-20260825204119-511051f7f437.2
	github.com/rpcsmith/rpcsmith/runtime/go v0.0.0
	google.golang.org/genproto/googleapis/rpc v0.0.0-20250804133106-a7a43d27e69b
	google.golang.org/protobuf v1.36.12
)

replace github.com/rpcsmith/rpcsmith/runtime/go => ../
