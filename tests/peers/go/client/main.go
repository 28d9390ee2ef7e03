// Checks the user.UserService at the given port: prints a line for each check, and a summary.
//
// The checks are independent: each leaves the server usable for the next.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/encoding/gzip"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"peers/userpb"
)

// peer is a server to check.
type peer struct {
	userpb.UserServiceClient
	connection *grpc.ClientConn
}

func equal(actual, expected any) {
	if actual != expected {
		panic(fmt.Sprintf("%v\n  is not\n%v", actual, expected))
	}
}

func same(actual, expected proto.Message) {
	if !proto.Equal(actual, expected) {
		panic(fmt.Sprintf("%v\n  is not\n%v", actual, expected))
	}
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// fails checks the code of a call that must fail.
func fails(err error, code codes.Code, message string) {
	equal(status.Code(err), code)
	equal(status.Convert(err).Message(), message)
}

func (p peer) create(name string) *userpb.User {
	request := &userpb.CreateUserRequest{Name: name, Email: name + "@example.com"}
	return must(p.CreateUser(context.Background(), request))
}

func with(pairs ...string) context.Context {
	return metadata.NewOutgoingContext(context.Background(), metadata.Pairs(pairs...))
}

func createsAndGets(p peer) {
	user := p.create("ada")
	equal(user.GetEmail(), "ada@example.com")
	response := must(p.GetUser(context.Background(), &userpb.GetUserRequest{Id: user.GetId()}))
	same(response.GetUser(), user)
}

func rejectsInvalidUsers(p peer) {
	_, err := p.CreateUser(context.Background(), &userpb.CreateUserRequest{})
	fails(err, codes.InvalidArgument, "Name is required")
	_, err = p.GetUser(context.Background(), &userpb.GetUserRequest{Id: "кто-то 100%"})
	fails(err, codes.NotFound, "User with id кто-то 100% not found")
}

func listsByPage(p peer) {
	p.create("list-1")
	last := p.create("list-2")
	stream := must(p.ListUsers(context.Background(), &userpb.ListUsersRequest{Page: 1, PageSize: 1000}))
	var found *userpb.User
	for {
		user, err := stream.Recv()
		if err == io.EOF {
			break
		}
		found = must(user, err)
	}
	same(found, last)
}

func createsFromAStream(p peer) {
	stream := must(p.CreateUsers(context.Background()))
	for number := range 3 {
		name := fmt.Sprintf("streamed-%d", number)
		request := &userpb.CreateUserRequest{Name: name, Email: name + "@example.com"}
		if err := stream.Send(request); err != nil {
			panic(err)
		}
	}
	response := must(stream.CloseAndRecv())
	equal(response.GetTotalCount(), int32(3))
	equal(response.GetUsers()[2].GetName(), "streamed-2")
}

func acceptsAnEmptyStream(p peer) {
	stream := must(p.CreateUsers(context.Background()))
	same(must(stream.CloseAndRecv()), &userpb.ListUsersResponse{})
}

func chatsInTurn(p peer) {
	stream := must(p.Chat(context.Background()))
	for number := range 100 {
		content := fmt.Sprintf("message %d", number)
		if err := stream.Send(&userpb.ChatMessage{UserId: "ada", Content: content}); err != nil {
			panic(err)
		}
		same(must(stream.Recv()), &userpb.ChatMessage{UserId: "server", Content: "ada: " + content})
	}
	if err := stream.CloseSend(); err != nil {
		panic(err)
	}
	_, err := stream.Recv()
	equal(err, io.EOF)
}

func carriesMetadata(p peer) {
	user := p.create("metadata")
	var header metadata.MD
	ctx := with("x-request-id", "abc-123", "x-trace-bin", "\x00\x01\xff")
	must(p.GetUser(ctx, &userpb.GetUserRequest{Id: user.GetId()}, grpc.Header(&header)))
	equal(header.Get("x-request-id")[0], "abc-123")
	equal(header.Get("x-trace-bin")[0], "\x00\x01\xff")
}

func carriesMetadataOfErrors(p peer) {
	var trailer metadata.MD
	ctx := with("x-request-id", "abc-123", "x-trace-bin", "\x00\x01\xff")
	_, err := p.GetUser(ctx, &userpb.GetUserRequest{Id: "nobody"}, grpc.Trailer(&trailer))
	fails(err, codes.NotFound, "User with id nobody not found")
	equal(trailer.Get("x-request-id")[0], "abc-123")
	equal(trailer.Get("x-trace-bin")[0], "\x00\x01\xff")
}

func carriesDetailsOfAStatus(p peer) {
	sent := must(status.New(codes.ResourceExhausted, "Too many").WithDetails(&errdetails.ErrorInfo{Reason: "QUOTA"}))
	details := must(proto.Marshal(sent.Proto()))
	_, err := p.GetUser(with("x-details-bin", string(details)), &userpb.GetUserRequest{})
	fails(err, codes.ResourceExhausted, "Too many")
	same(status.Convert(err).Details()[0].(proto.Message), &errdetails.ErrorInfo{Reason: "QUOTA"})
}

func sendsTheDeadline(p peer) {
	user := p.create("deadline")
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	var header metadata.MD
	must(p.GetUser(ctx, &userpb.GetUserRequest{Id: user.GetId()}, grpc.Header(&header)))
	equal(header.Get("x-seen-deadline")[0], "yes")
}

func endsAtTheDeadline(p peer) {
	ctx, cancel := context.WithTimeout(with("x-delay-ms", "30000"), 100*time.Millisecond)
	defer cancel()
	_, err := p.GetUser(ctx, &userpb.GetUserRequest{Id: "slow"})
	equal(status.Code(err), codes.DeadlineExceeded)
}

func cancelsAStream(p peer) {
	ctx, cancel := context.WithCancel(context.Background())
	stream := must(p.Chat(ctx))
	if err := stream.Send(&userpb.ChatMessage{UserId: "ada", Content: "Hello"}); err != nil {
		panic(err)
	}
	must(stream.Recv())
	cancel()
	_, err := stream.Recv()
	equal(status.Code(err), codes.Canceled)
}

func cancelsTheHandler(p peer) {
	user := p.create("cancelled")
	ctx, cancel := context.WithTimeout(with("x-delay-ms", "60000", "x-name", "go"), time.Minute)
	time.AfterFunc(200*time.Millisecond, cancel)
	_, err := p.GetUser(ctx, &userpb.GetUserRequest{Id: user.GetId()})
	equal(status.Code(err), codes.Canceled)
	for range 500 {
		var header metadata.MD
		ctx := with("x-report-cancelled", "go")
		must(p.GetUser(ctx, &userpb.GetUserRequest{Id: user.GetId()}, grpc.Header(&header)))
		if len(header.Get("x-cancelled")) > 0 {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	panic("the handler continues")
}

func compresses(p peer) {
	name := strings.Repeat("gzip", 1000)
	request := &userpb.CreateUserRequest{Name: name, Email: name + "@example.com"}
	user := must(p.CreateUser(context.Background(), request, grpc.UseCompressor(gzip.Name)))
	equal(user.GetName(), name)
}

func carriesLargeMessages(p peer) {
	user := p.create(strings.Repeat("n", 1024*1024))
	must(p.DeleteUser(context.Background(), &userpb.DeleteUserRequest{Id: user.GetId()}))
}

func hasNoOtherMethods(p peer) {
	err := p.connection.Invoke(context.Background(), "/user.UserService/Missing",
		&userpb.GetUserRequest{}, &userpb.GetUserResponse{})
	equal(status.Code(err), codes.Unimplemented)
}

func reportsItsHealth(p peer) {
	client := grpc_health_v1.NewHealthClient(p.connection)
	request := &grpc_health_v1.HealthCheckRequest{Service: "user.UserService"}
	response := must(client.Check(context.Background(), request))
	equal(response.GetStatus(), grpc_health_v1.HealthCheckResponse_SERVING)
}

// run returns whether a check passed: it panics if it fails.
func run(name string, check func(peer), p peer) (passed bool) {
	defer func() {
		if failure := recover(); failure != nil {
			fmt.Printf("FAILED %s\n  %v\n", name, failure)
			passed = false
		}
	}()
	check(p)
	fmt.Printf("ok %s\n", name)
	return true
}

func main() {
	connection := must(grpc.NewClient("127.0.0.1:"+os.Args[1],
		grpc.WithTransportCredentials(insecure.NewCredentials())))
	p := peer{userpb.NewUserServiceClient(connection), connection}
	checks := []struct {
		name  string
		check func(peer)
	}{
		{"creates_and_gets", createsAndGets},
		{"rejects_invalid_users", rejectsInvalidUsers},
		{"lists_by_page", listsByPage},
		{"creates_from_a_stream", createsFromAStream},
		{"accepts_an_empty_stream", acceptsAnEmptyStream},
		{"chats_in_turn", chatsInTurn},
		{"carries_metadata", carriesMetadata},
		{"carries_metadata_of_errors", carriesMetadataOfErrors},
		{"carries_details_of_a_status", carriesDetailsOfAStatus},
		{"sends_the_deadline", sendsTheDeadline},
		{"ends_at_the_deadline", endsAtTheDeadline},
		{"cancels_a_stream", cancelsAStream},
		{"cancels_the_handler", cancelsTheHandler},
		{"compresses", compresses},
		{"carries_large_messages", carriesLargeMessages},
		{"has_no_other_methods", hasNoOtherMethods},
		{"reports_its_health", reportsItsHealth},
	}
	failed := 0
	for _, check := range checks {
		if !run(check.name, check.check, p) {
			failed++
		}
	}
	fmt.Printf("%d passed, %d failed\n", len(checks)-failed, failed)
	if failed > 0 {
		os.Exit(1)
	}
}
