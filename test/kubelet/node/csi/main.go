// A CSI driver of files and disks for one node, and what stands beside a driver: the registrar and the liveness probe, with the flags that
// theirs have. Real mounts, the real protocols of CSI and of the kubelet; only the storage is a directory, or memory.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	registration "k8s.io/kubelet/pkg/apis/pluginregistration/v1"
)

func main() {
	if len(os.Args) < 2 {
		log.Fatal("csi-plugin driver|registrar|liveness FLAGS")
	}
	mode := os.Args[1]
	flags := flag.NewFlagSet(mode, flag.ExitOnError)
	address := flags.String("csi-address", "", "socket of the driver")
	health := flags.String("http-endpoint", "", "where health is told")
	path := flags.String("kubelet-registration-path", "", "socket of the driver, as the kubelet sees it")
	name := flags.String("name", "", "name of the driver")
	stages := flags.Bool("stages", false, "mounts in two steps")
	endpoint := flags.String("endpoint", "", "unix://PATH of the driver")
	node := flags.String("nodeid", os.Getenv("CSI_NODE_NAME"), "name of the node")
	flags.Parse(os.Args[2:])
	switch mode {
	case "driver":
		// Drivers have commands before their flags, too: "node" is all that this one does.
		if rest := flags.Args(); len(rest) > 0 && rest[0] == "node" {
			flags.Parse(rest[1:])
		}
		serveDriver(&driver{name: *name, node: *node, stages: *stages}, strings.TrimPrefix(*endpoint, "unix://"))
	case "registrar":
		register(*address, *path, *health)
	case "liveness":
		identity := csi.NewIdentityClient(dial(*address))
		tell(*health, func(ctx context.Context) error {
			_, err := identity.Probe(ctx, &csi.ProbeRequest{})
			return err
		})
	default:
		log.Fatalf("%s is not known", mode)
	}
}

func dial(path string) *grpc.ClientConn {
	connection, err := grpc.NewClient("unix://"+path, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		log.Fatal(err)
	}
	return connection
}

// tell answers on /healthz whether all is well; it does not return.
func tell(endpoint string, ask func(context.Context) error) {
	http.HandleFunc("/healthz", func(response http.ResponseWriter, request *http.Request) {
		ctx, cancel := context.WithTimeout(request.Context(), time.Second)
		defer cancel()
		if err := ask(ctx); err != nil {
			http.Error(response, err.Error(), http.StatusInternalServerError)
			return
		}
		fmt.Fprintln(response, "ok")
	})
	log.Fatal(http.ListenAndServe(endpoint, nil))
}

func listenAt(path string) net.Listener {
	// What a killed one has left.
	if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
		log.Fatal(err)
	}
	listener, err := net.Listen("unix", path)
	if err != nil {
		log.Fatal(err)
	}
	return listener
}

type registrar struct {
	registration.UnimplementedRegistrationServer
	name, endpoint string
	registered     atomic.Bool
}

func (r *registrar) GetInfo(context.Context, *registration.InfoRequest) (*registration.PluginInfo, error) {
	return &registration.PluginInfo{Type: registration.CSIPlugin, Name: r.name, Endpoint: r.endpoint, SupportedVersions: []string{"1.0.0"}}, nil
}

func (r *registrar) NotifyRegistrationStatus(_ context.Context, told *registration.RegistrationStatus) (*registration.RegistrationStatusResponse, error) {
	if !told.PluginRegistered {
		log.Fatalf("the kubelet refuses the driver: %s", told.Error)
	}
	log.Printf("%s is registered", r.name)
	r.registered.Store(true)
	return &registration.RegistrationStatusResponse{}, nil
}

func register(address, path, endpoint string) {
	identity := csi.NewIdentityClient(dial(address))
	var info *csi.GetPluginInfoResponse
	for info == nil {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		answer, err := identity.GetPluginInfo(ctx, &csi.GetPluginInfoRequest{})
		cancel()
		if err != nil {
			log.Printf("the driver does not answer yet: %v", err)
			time.Sleep(200 * time.Millisecond)
			continue
		}
		info = answer
	}
	server := grpc.NewServer()
	r := &registrar{name: info.Name, endpoint: path}
	registration.RegisterRegistrationServer(server, r)
	go func() { log.Fatal(server.Serve(listenAt(filepath.Join("/registration", info.Name+"-reg.sock")))) }()
	tell(endpoint, func(context.Context) error {
		if !r.registered.Load() {
			return fmt.Errorf("not registered yet")
		}
		return nil
	})
}

type driver struct {
	csi.UnimplementedIdentityServer
	csi.UnimplementedNodeServer
	name, node string
	stages     bool
}

func serveDriver(d *driver, path string) {
	server := grpc.NewServer(grpc.UnaryInterceptor(func(ctx context.Context, request any, info *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
		answer, err := handle(ctx, request)
		if method := filepath.Base(info.FullMethod); err != nil || strings.HasSuffix(method, "Volume") {
			log.Printf("%s: %v", method, err)
		}
		return answer, err
	}))
	csi.RegisterIdentityServer(server, d)
	csi.RegisterNodeServer(server, d)
	log.Fatal(server.Serve(listenAt(path)))
}

func (d *driver) GetPluginInfo(context.Context, *csi.GetPluginInfoRequest) (*csi.GetPluginInfoResponse, error) {
	return &csi.GetPluginInfoResponse{Name: d.name, VendorVersion: "1.0.0"}, nil
}

func (d *driver) GetPluginCapabilities(context.Context, *csi.GetPluginCapabilitiesRequest) (*csi.GetPluginCapabilitiesResponse, error) {
	return &csi.GetPluginCapabilitiesResponse{}, nil
}

func (d *driver) Probe(context.Context, *csi.ProbeRequest) (*csi.ProbeResponse, error) {
	return &csi.ProbeResponse{}, nil
}

func (d *driver) NodeGetInfo(context.Context, *csi.NodeGetInfoRequest) (*csi.NodeGetInfoResponse, error) {
	return &csi.NodeGetInfoResponse{NodeId: d.node}, nil
}

func (d *driver) NodeGetCapabilities(context.Context, *csi.NodeGetCapabilitiesRequest) (*csi.NodeGetCapabilitiesResponse, error) {
	kinds := []csi.NodeServiceCapability_RPC_Type{csi.NodeServiceCapability_RPC_GET_VOLUME_STATS}
	if d.stages {
		kinds = append(kinds, csi.NodeServiceCapability_RPC_STAGE_UNSTAGE_VOLUME)
	}
	answer := &csi.NodeGetCapabilitiesResponse{}
	for _, kind := range kinds {
		rpc := &csi.NodeServiceCapability_RPC{Type: kind}
		answer.Capabilities = append(answer.Capabilities, &csi.NodeServiceCapability{Type: &csi.NodeServiceCapability_Rpc{Rpc: rpc}})
	}
	return answer, nil
}

// NodeStageVolume mounts a disk, once for the node: here one of memory.
func (d *driver) NodeStageVolume(_ context.Context, request *csi.NodeStageVolumeRequest) (*csi.NodeStageVolumeResponse, error) {
	return &csi.NodeStageVolumeResponse{}, mountOnce("tmpfs", request.StagingTargetPath, "tmpfs", 0, "size=16m")
}

func (d *driver) NodeUnstageVolume(_ context.Context, request *csi.NodeUnstageVolumeRequest) (*csi.NodeUnstageVolumeResponse, error) {
	return &csi.NodeUnstageVolumeResponse{}, unmount(request.StagingTargetPath)
}

// NodePublishVolume hands a Pod what was staged, or the share that its volume names: a directory beside the socket.
func (d *driver) NodePublishVolume(_ context.Context, request *csi.NodePublishVolumeRequest) (*csi.NodePublishVolumeResponse, error) {
	source := request.StagingTargetPath
	if !d.stages {
		share := request.VolumeContext["share"]
		if share == "" || share != filepath.Base(share) {
			return nil, status.Errorf(codes.InvalidArgument, "share is %q, not a name", share)
		}
		source = filepath.Join("/csi", "shares", share)
		if err := os.MkdirAll(source, 0o755); err != nil {
			return nil, err
		}
		if pod := request.VolumeContext["csi.storage.k8s.io/pod.name"]; pod != "" {
			if err := os.WriteFile(filepath.Join(source, "mounted-by-"+pod), nil, 0o644); err != nil {
				return nil, err
			}
		}
	}
	return &csi.NodePublishVolumeResponse{}, mountOnce(source, request.TargetPath, "", syscall.MS_BIND, "")
}

func (d *driver) NodeUnpublishVolume(_ context.Context, request *csi.NodeUnpublishVolumeRequest) (*csi.NodeUnpublishVolumeResponse, error) {
	if err := unmount(request.TargetPath); err != nil {
		return nil, err
	}
	if err := os.Remove(request.TargetPath); err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	return &csi.NodeUnpublishVolumeResponse{}, nil
}

func (d *driver) NodeGetVolumeStats(_ context.Context, request *csi.NodeGetVolumeStatsRequest) (*csi.NodeGetVolumeStatsResponse, error) {
	var found syscall.Statfs_t
	if err := syscall.Statfs(request.VolumePath, &found); err != nil {
		return nil, status.Error(codes.NotFound, err.Error())
	}
	size := int64(found.Bsize)
	usage := &csi.VolumeUsage{
		Unit:      csi.VolumeUsage_BYTES,
		Total:     int64(found.Blocks) * size,
		Available: int64(found.Bavail) * size,
		Used:      int64(found.Blocks-found.Bfree) * size,
	}
	return &csi.NodeGetVolumeStatsResponse{Usage: []*csi.VolumeUsage{usage}}, nil
}

// mountOnce may be asked again for what is done: the kubelet does where it did not hear the answer.
func mountOnce(source, target, kind string, flags uintptr, data string) error {
	is, err := isMounted(target)
	if err != nil || is {
		return err
	}
	if err := os.MkdirAll(target, 0o755); err != nil {
		return err
	}
	return syscall.Mount(source, target, kind, flags, data)
}

func unmount(target string) error {
	is, err := isMounted(target)
	if err != nil || !is {
		return err
	}
	return syscall.Unmount(target, 0)
}

func isMounted(target string) (bool, error) {
	text, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return false, err
	}
	for _, line := range strings.Split(string(text), "\n") {
		if fields := strings.Fields(line); len(fields) > 4 && fields[4] == target {
			return true, nil
		}
	}
	return false, nil
}
