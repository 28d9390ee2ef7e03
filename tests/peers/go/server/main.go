// Serves user.UserService on a free port until its standard input ends. Prints the port.
package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/encoding/gzip"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/timestamppb"

	"peers/userpb"
)

// users stores users in memory, in the order of their creation.
type users struct {
	userpb.UnimplementedUserServiceServer
	mutex     sync.Mutex
	table     []*userpb.User
	lastID    int
	cancelled map[string]bool
}

// GetUser returns a user. For the checks, metadata controls the call, as in the server of Rust.
func (u *users) GetUser(ctx context.Context, request *userpb.GetUserRequest) (*userpb.GetUserResponse, error) {
	md, _ := metadata.FromIncomingContext(ctx)
	if first(md, "x-compress") != "" {
		if err := grpc.SetSendCompressor(ctx, gzip.Name); err != nil {
			return nil, err
		}
	}
	if details := md.Get("x-details-bin"); len(details) > 0 {
		// The details can be malformed, so they are not set as a status.
		trailer := metadata.Pairs("grpc-status-details-bin", details[0])
		if err := grpc.SetTrailer(ctx, trailer); err != nil {
			return nil, err
		}
		return nil, status.Error(codes.ResourceExhausted, "Too many")
	}
	delay, _ := strconv.Atoi(first(md, "x-delay-ms"))
	select {
	case <-time.After(time.Duration(delay) * time.Millisecond):
	case <-ctx.Done():
		u.mutex.Lock()
		u.cancelled[first(md, "x-name")] = true
		u.mutex.Unlock()
		return nil, status.FromContextError(ctx.Err()).Err()
	}
	u.mutex.Lock()
	defer u.mutex.Unlock()
	echoed := echo(ctx, md)
	if u.cancelled[first(md, "x-report-cancelled")] {
		echoed.Set("x-cancelled", "yes")
	}
	found, err := u.find(request.GetId())
	if err != nil {
		if err := grpc.SetTrailer(ctx, echoed); err != nil {
			return nil, err
		}
		return nil, err
	}
	return &userpb.GetUserResponse{User: u.table[found]}, grpc.SetHeader(ctx, echoed)
}

func (u *users) CreateUser(_ context.Context, request *userpb.CreateUserRequest) (*userpb.User, error) {
	if request.GetName() == "" {
		return nil, status.Error(codes.InvalidArgument, "Name is required")
	}
	if request.GetEmail() == "" {
		return nil, status.Error(codes.InvalidArgument, "Email is required")
	}
	u.mutex.Lock()
	defer u.mutex.Unlock()
	for _, user := range u.table {
		if user.GetEmail() == request.GetEmail() {
			return nil, status.Error(codes.AlreadyExists, "Email already registered")
		}
	}
	return u.insert(request), nil
}

func (u *users) UpdateUser(_ context.Context, request *userpb.UpdateUserRequest) (*userpb.User, error) {
	u.mutex.Lock()
	defer u.mutex.Unlock()
	found, err := u.find(request.GetId())
	if err != nil {
		return nil, err
	}
	user := u.table[found]
	if request.Name != nil {
		user.Name = request.GetName()
	}
	if request.Email != nil {
		user.Email = request.GetEmail()
	}
	return user, nil
}

func (u *users) DeleteUser(_ context.Context, request *userpb.DeleteUserRequest) (*emptypb.Empty, error) {
	u.mutex.Lock()
	defer u.mutex.Unlock()
	found, err := u.find(request.GetId())
	if err != nil {
		return nil, err
	}
	u.table = slices.Delete(u.table, found, found+1)
	return &emptypb.Empty{}, nil
}

func (u *users) ListUsers(
	request *userpb.ListUsersRequest, stream grpc.ServerStreamingServer[userpb.User],
) error {
	u.mutex.Lock()
	var matches []*userpb.User
	for _, user := range u.table {
		wanted := request.GetStatusFilter()
		if wanted == userpb.UserStatus_USER_STATUS_UNSPECIFIED || wanted == user.GetStatus() {
			matches = append(matches, user)
		}
	}
	u.mutex.Unlock()
	size := max(int(request.GetPageSize()), 0)
	start := (int(request.GetPage()) - 1) * size
	if start < 0 || start > len(matches) {
		return nil
	}
	for _, user := range matches[start:min(start+size, len(matches))] {
		if err := stream.Send(user); err != nil {
			return err
		}
	}
	return nil
}

func (u *users) CreateUsers(
	stream grpc.ClientStreamingServer[userpb.CreateUserRequest, userpb.ListUsersResponse],
) error {
	response := &userpb.ListUsersResponse{}
	for {
		request, err := stream.Recv()
		if err == io.EOF {
			response.TotalCount = int32(len(response.GetUsers()))
			return stream.SendAndClose(response)
		}
		if err != nil {
			return err
		}
		u.mutex.Lock()
		response.Users = append(response.GetUsers(), u.insert(request))
		u.mutex.Unlock()
	}
}

func (u *users) Chat(stream grpc.BidiStreamingServer[userpb.ChatMessage, userpb.ChatMessage]) error {
	for {
		message, err := stream.Recv()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		reply := &userpb.ChatMessage{
			UserId:    "server",
			Content:   message.GetUserId() + ": " + message.GetContent(),
			Timestamp: message.GetTimestamp(),
		}
		if err := stream.Send(reply); err != nil {
			return err
		}
	}
}

// find returns the index of a user. The caller has the mutex.
func (u *users) find(id string) (int, error) {
	found := slices.IndexFunc(u.table, func(user *userpb.User) bool { return user.GetId() == id })
	if found < 0 {
		return 0, status.Errorf(codes.NotFound, "User with id %s not found", id)
	}
	return found, nil
}

// insert creates a user. The caller has the mutex.
func (u *users) insert(request *userpb.CreateUserRequest) *userpb.User {
	u.lastID++
	user := &userpb.User{
		Id:        strconv.Itoa(u.lastID),
		Name:      request.GetName(),
		Email:     request.GetEmail(),
		Status:    userpb.UserStatus_USER_STATUS_ACTIVE,
		CreatedAt: timestamppb.Now(),
	}
	u.table = append(u.table, user)
	return user
}

// echo returns the x- metadata of a request, and x-seen-deadline if it has a deadline.
func echo(ctx context.Context, md metadata.MD) metadata.MD {
	echoed := metadata.MD{}
	for key, values := range md {
		if strings.HasPrefix(key, "x-") {
			echoed.Append(key, values...)
		}
	}
	if _, ok := ctx.Deadline(); ok {
		echoed.Set("x-seen-deadline", "yes")
	}
	return echoed
}

func first(md metadata.MD, key string) string {
	if values := md.Get(key); len(values) > 0 {
		return values[0]
	}
	return ""
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	server := grpc.NewServer()
	userpb.RegisterUserServiceServer(server, &users{cancelled: map[string]bool{}})
	checks := health.NewServer()
	checks.SetServingStatus("user.UserService", grpc_health_v1.HealthCheckResponse_SERVING)
	grpc_health_v1.RegisterHealthServer(server, checks)
	fmt.Println(listener.Addr().(*net.TCPAddr).Port)
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		server.Stop()
	}()
	if err := server.Serve(listener); err != nil {
		panic(err)
	}
}
