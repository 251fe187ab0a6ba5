package main

import (
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdk8s-storage/cdk8s-storage-go/cdk8sstorage"
	"github.com/cdk8s-team/cdk8s-core-go/cdk8s/v2"
	kplus "github.com/cdk8s-team/cdk8s-plus-go/cdk8splus27/v2"
)

// A market with all that this library makes, once: the same as main.ts, byte for byte.
func main() {
	defer jsii.Close()

	app := cdk8s.NewApp(nil)
	chart := cdk8s.NewChart(app, jsii.String("market"), &cdk8s.ChartProps{Namespace: jsii.String("market")})
	ingress := kplus.Namespaces_Select(chart, jsii.String("ingress"), &kplus.NamespacesSelectOptions{Names: jsii.Strings("ingress-nginx")})

	// Disks, and a database with a verified backup.
	disks := cdk8sstorage.NewZonalStorageClass(chart, jsii.String("disks"), &cdk8sstorage.ZonalStorageClassProps{
		Driver: cdk8sstorage.StorageDriver_AwsEbs(&cdk8sstorage.AwsEbsOptions{
			Type: cdk8sstorage.AwsEbsVolumeType_GP3,
			Iops: jsii.Number(4000),
		}),
		Zones: jsii.Strings("eu-central-1a", "eu-central-1b"),
	})
	db := cdk8sstorage.NewStatefulDatabase(chart, jsii.String("db"), &cdk8sstorage.StatefulDatabaseProps{
		Name:        jsii.String("orders-db"),
		Engine:      cdk8sstorage.DatabaseEngine_Postgres(&cdk8sstorage.PostgresOptions{Version: jsii.String("18.6")}),
		Storage:     &cdk8sstorage.DatabaseStorage{Size: gibibytes(50), StorageClass: disks},
		Credentials: cdk8sstorage.DatabaseCredentials_FromSecretName(jsii.String("orders-db"), nil),
		Database:    jsii.String("orders"),
		Configuration: &map[string]cdk8sstorage.DatabaseFile{
			"postgresql.conf": cdk8sstorage.DatabaseFile_FromText(jsii.String("max_connections = 100\n")),
		},
	})
	backup := cdk8sstorage.NewDatabaseBackup(chart, jsii.String("backup"), &cdk8sstorage.DatabaseBackupProps{
		Database: db,
		Schedule: cdk8s.Cron_Schedule(&cdk8s.CronOptions{Hour: jsii.String("3"), Minute: jsii.String("17")}),
		TimeZone: jsii.String("Europe/Berlin"),
		Keep:     jsii.Number(14),
		Storage: cdk8sstorage.BackupStorage_NewClaim(&cdk8sstorage.BackupClaimOptions{
			Size:         gibibytes(100),
			StorageClass: disks,
		}),
	})
	cdk8sstorage.NewDatabaseRestore(chart, jsii.String("restore"), &cdk8sstorage.DatabaseRestoreProps{
		Database:  db,
		Source:    cdk8sstorage.BackupSource_FromBackup(backup),
		Overwrite: jsii.String("overwrite existing data"),
	})

	// What it was before, which is only read: applied once, with everything that writes to it stopped.
	old := cdk8sstorage.NewStatefulDatabase(chart, jsii.String("old-db"), &cdk8sstorage.StatefulDatabaseProps{
		Name:     jsii.String("orders-db-16"),
		Engine:   cdk8sstorage.DatabaseEngine_Postgres(&cdk8sstorage.PostgresOptions{Version: jsii.String("16.10")}),
		Storage:  &cdk8sstorage.DatabaseStorage{Size: gibibytes(50), StorageClass: disks},
		Database: jsii.String("orders"),
	})
	cdk8sstorage.NewDatabaseUpgrade(chart, jsii.String("upgrade"), &cdk8sstorage.DatabaseUpgradeProps{
		Source:  old,
		Target:  db,
		Storage: cdk8sstorage.BackupStorage_ExistingClaim(backup.Claim()),
	})

	// A program that is connected to it, with a disk, room to work in and what a vault asks for.
	orders := kplus.NewDeployment(chart, jsii.String("orders"), &kplus.DeploymentProps{
		Metadata:        &cdk8s.ApiObjectMetadata{Name: jsii.String("orders")},
		Replicas:        jsii.Number(1),
		Strategy:        kplus.DeploymentStrategy_Recreate(),
		SecurityContext: &kplus.PodSecurityContextProps{FsGroup: jsii.Number(10050)},
		Containers: &[]*kplus.ContainerProps{{
			Image:      jsii.String("registry.example.com/orders:2026.11.3"),
			PortNumber: jsii.Number(8080),
			Readiness:  kplus.Probe_FromHttpGet(jsii.String("/ready"), &kplus.HttpGetProbeOptions{Port: jsii.Number(8080)}),
			Liveness:   kplus.Probe_FromTcpSocket(&kplus.TcpSocketProbeOptions{Port: jsii.Number(8080)}),
			Resources: &kplus.ContainerResources{
				Cpu: &kplus.CpuResources{Request: kplus.Cpu_Millis(jsii.Number(100)), Limit: kplus.Cpu_Units(jsii.Number(1))},
				Memory: &kplus.MemoryResources{
					Request: cdk8s.Size_Mebibytes(jsii.Number(256)),
					Limit:   cdk8s.Size_Mebibytes(jsii.Number(512)),
				},
			},
		}},
	})
	cdk8sstorage.Hardening_Apply(orders, &cdk8sstorage.HardeningOptions{User: jsii.Number(10050), Group: jsii.Number(10050)})
	cdk8sstorage.NewPodIsolation(chart, jsii.String("isolation"), &cdk8sstorage.PodIsolationProps{
		Workload:  orders,
		AllowFrom: &[]constructs.IConstruct{ingress},
	})
	db.Connect(orders, &cdk8sstorage.DatabaseConnectionOptions{Prefix: jsii.String("ORDERS")})
	invoices := disks.Claim(chart, jsii.String("invoices"), &cdk8sstorage.ClaimOptions{
		Storage: gibibytes(20),
		Labels:  &map[string]*string{"part": jsii.String("invoices")},
	})
	invoices.MountInto(orders, jsii.String("/invoices"), writable)
	cdk8sstorage.NewScratchVolume(chart, jsii.String("scratch"), &cdk8sstorage.ScratchVolumeProps{
		SizeLimit: cdk8s.Size_Mebibytes(jsii.Number(512)),
	}).MountInto(orders, jsii.String("/tmp"), writable)
	cdk8sstorage.PodVolume_ServiceAccountToken(&cdk8sstorage.ServiceAccountTokenVolumeOptions{
		Name:       jsii.String("identity"),
		Audience:   jsii.String("https://vault.example.com"),
		Expiration: cdk8s.Duration_Minutes(jsii.Number(20)),
	}).MountInto(orders, jsii.String("/run/identity"), nil)

	// Its disk is saved as files, and as snapshots.
	invoicesBackup := cdk8sstorage.NewVolumeBackup(chart, jsii.String("invoices-backup"), &cdk8sstorage.VolumeBackupProps{
		Claim:    invoices,
		Workload: orders,
		Schedule: cdk8s.Cron_Schedule(&cdk8s.CronOptions{Hour: jsii.String("2"), Minute: jsii.String("40")}),
		Image:    jsii.String("busybox:1.37.0"),
		Storage: cdk8sstorage.BackupStorage_NewClaim(&cdk8sstorage.BackupClaimOptions{
			Size:         gibibytes(60),
			StorageClass: disks,
		}),
	})
	cdk8sstorage.NewVolumeRestore(chart, jsii.String("invoices-restore"), &cdk8sstorage.VolumeRestoreProps{
		Claim:  disks.Claim(chart, jsii.String("invoices-restored"), &cdk8sstorage.ClaimOptions{Storage: gibibytes(20)}),
		Backup: invoicesBackup,
		Image:  jsii.String("busybox:1.37.0"),
	})
	nightly := cdk8sstorage.NewSnapshotClass(chart, jsii.String("nightly"), &cdk8sstorage.SnapshotClassProps{
		Driver:         disks.Provisioner(),
		DeletionPolicy: cdk8sstorage.SnapshotDeletionPolicy_DELETE,
	})
	cdk8sstorage.NewSnapshotSchedule(chart, jsii.String("invoices-snapshots"), &cdk8sstorage.SnapshotScheduleProps{
		Source:   cdk8sstorage.SnapshotSource_Claims(&[]kplus.IPersistentVolumeClaim{invoices}, nightly),
		Schedule: cdk8s.Cron_Schedule(&cdk8s.CronOptions{Hour: jsii.String("1"), Minute: jsii.String("10")}),
		Image:    jsii.String("alpine/kubectl:1.36.1"),
	})
	kept := cdk8sstorage.NewSnapshotClass(chart, jsii.String("kept"), &cdk8sstorage.SnapshotClassProps{Driver: disks.Provisioner()})
	before := cdk8sstorage.NewSnapshot(chart, jsii.String("before-upgrade"), &cdk8sstorage.SnapshotProps{
		Claim:         invoices,
		SnapshotClass: kept,
	})
	disks.Claim(chart, jsii.String("invoices-before"), &cdk8sstorage.ClaimOptions{
		Storage:    gibibytes(20),
		DataSource: cdk8sstorage.ClaimSource_FromSnapshot(before),
	})

	// What mounts the files of a driver on each node.
	cdk8sstorage.NewCsiNodePlugin(chart, jsii.String("invoice-files"), &cdk8sstorage.CsiNodePluginProps{
		DriverName: jsii.String("invoices.csi.example.com"),
		CsiDriver: &cdk8sstorage.CsiDriverOptions{
			AttachRequired:    jsii.Bool(false),
			FsGroupPolicy:     cdk8sstorage.FsGroupPolicy_NONE,
			RequiresRepublish: jsii.Bool(true),
		},
		Driver: &cdk8sstorage.ProbedContainer{
			Name:  jsii.String("driver"),
			Image: jsii.String("registry.example.com/invoices-csi:1.0.2"),
			Args:  jsii.Strings("--endpoint=$(CSI_ENDPOINT)"),
		},
		AcknowledgePrivileged: jsii.String("It mounts files for other Pods."),
		RegistrarImage:        jsii.String("registry.k8s.io/sig-storage/csi-node-driver-registrar:v2.15.0"),
		LivenessImage:         jsii.String("registry.k8s.io/sig-storage/livenessprobe:v2.17.0"),
		StagesVolumes:         jsii.Bool(false),
		ApiAccess:             &[]*cdk8sstorage.CsiApiAccess{{Resources: jsii.Strings("nodes"), Verbs: jsii.Strings("get")}},
	})

	// A class of files, for claims that many nodes share.
	shared := cdk8sstorage.NewFileStorageClass(chart, jsii.String("shared"), &cdk8sstorage.FileStorageClassProps{
		Driver: cdk8sstorage.FileDriver_AwsEfs(&cdk8sstorage.AwsEfsOptions{
			FileSystemId: jsii.String("fs-0123456789abcdef0"),
			BasePath:     jsii.String("/market"),
		}),
	})
	uploads := shared.Claim(chart, jsii.String("uploads"), &cdk8sstorage.ClaimOptions{Storage: gibibytes(5)})
	cdk8sstorage.NewSharedStorageDeployment(chart, jsii.String("portal"), &cdk8sstorage.SharedStorageDeploymentProps{
		Containers: &[]*cdk8sstorage.ProbedContainer{{
			Name:      jsii.String("portal"),
			Image:     jsii.String("registry.example.com/portal:2.4.0"),
			Ports:     &[]*kplus.ContainerPort{{Number: jsii.Number(8080)}},
			Readiness: kplus.Probe_FromHttpGet(jsii.String("/healthz"), &kplus.HttpGetProbeOptions{Port: jsii.Number(8080)}),
			Liveness:  kplus.Probe_FromHttpGet(jsii.String("/healthz"), &kplus.HttpGetProbeOptions{Port: jsii.Number(8080), FailureThreshold: jsii.Number(6)}),
		}},
		Storage:      &cdk8sstorage.SharedStorage{Path: jsii.String("/uploads"), Claim: uploads},
		ServicePorts: &[]*kplus.ServicePort{{Port: jsii.Number(80), TargetPort: jsii.Number(8080)}},
	})

	// Files of many, a web server that follows its configuration, and two containers that share what they work on.
	pictures := cdk8sstorage.NewNfsSharedStore(chart, jsii.String("pictures"), &cdk8sstorage.NfsSharedStoreProps{
		Driver: cdk8sstorage.NfsDriver_Csi(&cdk8sstorage.CsiNfsOptions{
			Server: jsii.String("nfs.example.com"),
			Share:  jsii.String("/exports/pictures"),
		}),
		Capacity: gibibytes(500),
	})
	pictures.MountInto(orders, jsii.String("/pictures"), nil)
	cdk8sstorage.NewConfigReloadingDeployment(chart, jsii.String("web"), &cdk8sstorage.ConfigReloadingDeploymentProps{
		Configs: &[]*cdk8sstorage.ConfigOptions{{
			Name: jsii.String("site"),
			Source: cdk8sstorage.ConfigSource_FromData(&map[string]*string{
				"site.conf": jsii.String("server { listen 8081; root /usr/share/nginx/html; }\n"),
			}),
			MountPath: jsii.String("/etc/nginx/conf.d"),
		}},
		Reload: cdk8sstorage.ReloadStrategy_Live(cdk8sstorage.ReloadCall_Signal(cdk8sstorage.ReloadSignal_HUP, nil), nil),
		Containers: &[]*cdk8sstorage.ConfiguredContainer{{
			Name:          jsii.String("nginx"),
			Image:         jsii.String("nginxinc/nginx-unprivileged:1.29.1-alpine"),
			Ports:         &[]*kplus.ContainerPort{{Name: jsii.String("http"), Number: jsii.Number(8081)}},
			Readiness:     kplus.Probe_FromHttpGet(jsii.String("/healthz"), &kplus.HttpGetProbeOptions{Port: jsii.Number(8081)}),
			Liveness:      kplus.Probe_FromTcpSocket(&kplus.TcpSocketProbeOptions{Port: jsii.Number(8081)}),
			WritablePaths: jsii.Strings("/tmp"),
		}},
		ServicePorts: &[]*kplus.ServicePort{{Port: jsii.Number(80), TargetPort: jsii.Number(8081)}},
		AllowFrom:    &[]constructs.IConstruct{ingress},
	})
	cdk8sstorage.NewSharedScratchPod(chart, jsii.String("thumbnails"), &cdk8sstorage.SharedScratchPodProps{
		SizeLimit: gibibytes(1),
		Containers: &[]*cdk8sstorage.ScratchContainer{
			{
				Name:   jsii.String("maker"),
				Image:  jsii.String("registry.example.com/thumbnails:4.1"),
				Access: cdk8sstorage.MountAccess_READ_WRITE,
			},
			{
				Name:      jsii.String("uploader"),
				Image:     jsii.String("registry.example.com/uploader:2.0"),
				MountPath: jsii.String("/work"),
			},
		},
	})

	// Any program that keeps data.
	cdk8sstorage.NewStatefulWorkload(chart, jsii.String("sessions"), &cdk8sstorage.StatefulWorkloadProps{
		Name: jsii.String("sessions"),
		Containers: &[]*cdk8sstorage.ProbedContainer{{
			Name:      jsii.String("valkey"),
			Image:     jsii.String("valkey/valkey:8.1.4"),
			Args:      jsii.Strings("--appendonly", "yes", "--maxmemory", "750mb", "--maxmemory-policy", "noeviction"),
			Ports:     &[]*kplus.ContainerPort{{Name: jsii.String("valkey"), Number: jsii.Number(6379)}},
			Startup:   kplus.Probe_FromTcpSocket(&kplus.TcpSocketProbeOptions{Port: jsii.Number(6379), FailureThreshold: jsii.Number(360)}),
			Readiness: kplus.Probe_FromCommand(jsii.Strings("sh", "-c", `test "$(valkey-cli ping)" = PONG`), nil),
			Liveness:  kplus.Probe_FromTcpSocket(&kplus.TcpSocketProbeOptions{Port: jsii.Number(6379), FailureThreshold: jsii.Number(6)}),
			Resources: &kplus.ContainerResources{Memory: &kplus.MemoryResources{Request: gibibytes(2), Limit: gibibytes(2)}},
		}},
		Disks:        &[]*cdk8sstorage.StatefulDisk{{Path: jsii.String("/data"), Size: gibibytes(10), StorageClass: disks}},
		ServicePorts: &[]*kplus.ServicePort{{Name: jsii.String("valkey"), Port: jsii.Number(6379)}},
	})

	// A program on each node, which reads the journal and keeps on the node what it has not sent.
	cdk8sstorage.NewNodeAgent(chart, jsii.String("journal-agent"), &cdk8sstorage.NodeAgentProps{
		Containers: &[]*cdk8sstorage.ProbedContainer{{
			Name:             jsii.String("agent"),
			Image:            jsii.String("registry.example.com/journal-agent:3.2"),
			DeclineReadiness: jsii.String("It serves nobody."),
			DeclineLiveness:  jsii.String("It ends when it hangs."),
		}},
		HostMounts: &[]*cdk8sstorage.HostMount{
			{Name: jsii.String("journal"), Path: jsii.String("/run/log/journal"), Type: cdk8sstorage.HostPathType_DIRECTORY},
		},
		Buffer:      &cdk8sstorage.HostBuffer{Path: jsii.String("/var/lib/journal-agent"), PrepareImage: jsii.String("busybox:1.37.0")},
		Tolerations: &[]kplus.NodeTaintQuery{kplus.NodeTaintQuery_Any()},
	})

	// A database that stays up without one of its nodes, by CloudNativePG.
	cdk8sstorage.NewReplicatedDatabase(chart, jsii.String("ledger"), &cdk8sstorage.ReplicatedDatabaseProps{
		Name:    jsii.String("ledger"),
		Engine:  cdk8sstorage.DatabaseEngine_Postgres(&cdk8sstorage.PostgresOptions{Version: jsii.String("18.4")}),
		Storage: &cdk8sstorage.ReplicatedStorage{Size: gibibytes(20), StorageClass: disks},
		Commits: cdk8sstorage.CommitGuarantee_LosingNothing(nil),
		Backup: &cdk8sstorage.ReplicatedBackup{
			Store: cdk8sstorage.BackupStore_S3(&cdk8sstorage.S3StoreOptions{
				Path: jsii.String("s3://market-backups/postgres"), SecretName: jsii.String("backup-store"),
			}),
		},
	})

	// Disks of the nodes for a search engine, a volume that exists, and what the namespace may have.
	nvme := cdk8sstorage.NewLocalVolumes(chart, jsii.String("nvme"), &cdk8sstorage.LocalVolumesProps{
		Disks: &[]*cdk8sstorage.LocalDisk{
			{Node: jsii.String("node-1"), Path: jsii.String("/mnt/nvme/0"), Storage: gibibytes(800)},
			{Node: jsii.String("node-2"), Path: jsii.String("/mnt/nvme/0"), Storage: gibibytes(800)},
		},
	})
	search := kplus.NewStatefulSet(chart, jsii.String("search"), &kplus.StatefulSetProps{
		Metadata: &cdk8s.ApiObjectMetadata{Name: jsii.String("search")},
		Service: kplus.NewService(chart, jsii.String("search-service"), &kplus.ServiceProps{
			Metadata:  &cdk8s.ApiObjectMetadata{Name: jsii.String("search")},
			ClusterIP: jsii.String("None"),
			Ports:     &[]*kplus.ServicePort{{Port: jsii.Number(9300)}},
		}),
		Replicas: jsii.Number(2),
		Containers: &[]*kplus.ContainerProps{{
			Image:      jsii.String("registry.example.com/search:9.1.0"),
			PortNumber: jsii.Number(9300),
		}},
	})
	cdk8sstorage.Hardening_Apply(search, nil)
	nvme.ClaimTemplate(search, jsii.String("index"), &cdk8sstorage.ClaimTemplateOptions{Storage: gibibytes(800)}).
		MountInto(search, jsii.String("/index"), writable)
	cdk8sstorage.NewPersistentVolume(chart, jsii.String("market-archive"), &cdk8sstorage.PersistentVolumeProps{
		Source: cdk8sstorage.PersistentVolumeSource_Csi(&cdk8sstorage.CsiVolumeOptions{
			Driver:       jsii.String("ebs.csi.aws.com"),
			VolumeHandle: jsii.String("vol-0a1b2c3d4e5f67890"),
			FsType:       jsii.String("ext4"),
		}),
		Storage:      gibibytes(200),
		AccessModes:  &[]kplus.PersistentVolumeAccessMode{kplus.PersistentVolumeAccessMode_READ_WRITE_ONCE},
		NodeAffinity: &map[string]*[]*string{"topology.kubernetes.io/zone": jsii.Strings("eu-central-1a")},
	}).Claim(chart, jsii.String("archive-data"), nil)
	cdk8sstorage.NewStorageQuota(chart, jsii.String("quota"), &cdk8sstorage.StorageQuotaProps{
		Storage: cdk8s.Size_Tebibytes(jsii.Number(4)),
		Claims:  jsii.Number(20),
		Classes: &[]*cdk8sstorage.ClassQuota{{StorageClass: nvme, Claims: jsii.Number(2)}},
	})
	cdk8sstorage.NewVolumeAttributesClass(chart, jsii.String("fast"), &cdk8sstorage.VolumeAttributesClassProps{
		Driver: cdk8sstorage.VolumeAttributes_AwsEbs(&cdk8sstorage.AwsEbsAttributes{Iops: jsii.Number(8000)}),
	})

	// What Prometheus tells of all that.
	cdk8sstorage.NewStorageAlarms(chart, jsii.String("alarms"), &cdk8sstorage.StorageAlarmsProps{
		Thresholds: &cdk8sstorage.VolumeThresholds{SpaceLeft: jsii.Number(15), Lasts: cdk8s.Duration_Days(jsii.Number(3))},
		Severities: &map[string]*string{"StorageBackupSuspended": jsii.String("info")},
		Without:    &[]cdk8sstorage.StorageAlarm{cdk8sstorage.StorageAlarm_POD_EVICTED},
		Labels:     &map[string]*string{"release": jsii.String("kube-prometheus-stack")},
	})

	app.Synth()
}

var writable = &cdk8sstorage.MountOptions{Access: cdk8sstorage.MountAccess_READ_WRITE}

func gibibytes(amount float64) cdk8s.Size {
	return cdk8s.Size_Gibibytes(jsii.Number(amount))
}
