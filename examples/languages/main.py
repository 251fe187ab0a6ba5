import cdk8s_plus_27 as kplus
from cdk8s import App, Chart, Cron, Duration, Size
import cdk8s_storage as storage

# A market with all that this library makes, once: the same as main.ts, byte for byte.
app = App()
chart = Chart(app, "market", namespace="market")
ingress = kplus.Namespaces.select(chart, "ingress", names=["ingress-nginx"])

# Disks, and a database with a verified backup.
disks = storage.ZonalStorageClass(
    chart,
    "disks",
    driver=storage.StorageDriver.aws_ebs(type=storage.AwsEbsVolumeType.GP3, iops=4000),
    zones=["eu-central-1a", "eu-central-1b"],
)
db = storage.StatefulDatabase(
    chart,
    "db",
    name="orders-db",
    engine=storage.DatabaseEngine.postgres(version="18.6"),
    storage=storage.DatabaseStorage(size=Size.gibibytes(50), storage_class=disks),
    credentials=storage.DatabaseCredentials.from_secret_name("orders-db"),
    database="orders",
    configuration={"postgresql.conf": storage.DatabaseFile.from_text("max_connections = 100\n")},
)
backup = storage.DatabaseBackup(
    chart,
    "backup",
    database=db,
    schedule=Cron.schedule(hour="3", minute="17"),
    time_zone="Europe/Berlin",
    keep=14,
    storage=storage.BackupStorage.new_claim(size=Size.gibibytes(100), storage_class=disks),
)
storage.DatabaseRestore(
    chart,
    "restore",
    database=db,
    source=storage.BackupSource.from_backup(backup),
    overwrite="overwrite existing data",
)

# What it was before, which is only read: applied once, with everything that writes to it stopped.
old = storage.StatefulDatabase(
    chart,
    "old-db",
    name="orders-db-16",
    engine=storage.DatabaseEngine.postgres(version="16.10"),
    storage=storage.DatabaseStorage(size=Size.gibibytes(50), storage_class=disks),
    database="orders",
)
storage.DatabaseUpgrade(
    chart,
    "upgrade",
    source=old,
    target=db,
    storage=storage.BackupStorage.existing_claim(backup.claim),
)

# A program that is connected to it, with a disk, room to work in and what a vault asks for.
orders = kplus.Deployment(
    chart,
    "orders",
    metadata={"name": "orders"},
    replicas=1,
    strategy=kplus.DeploymentStrategy.recreate(),
    security_context=kplus.PodSecurityContextProps(fs_group=10050),
    containers=[
        kplus.ContainerProps(
            image="registry.example.com/orders:2026.11.3",
            port_number=8080,
            readiness=kplus.Probe.from_http_get("/ready", port=8080),
            liveness=kplus.Probe.from_tcp_socket(port=8080),
            resources=kplus.ContainerResources(
                cpu=kplus.CpuResources(request=kplus.Cpu.millis(100), limit=kplus.Cpu.units(1)),
                memory=kplus.MemoryResources(request=Size.mebibytes(256), limit=Size.mebibytes(512)),
            ),
        )
    ],
)
storage.Hardening.apply(orders, user=10050, group=10050)
storage.PodIsolation(chart, "isolation", workload=orders, allow_from=[ingress])
db.connect(orders, prefix="ORDERS")
invoices = disks.claim(chart, "invoices", storage=Size.gibibytes(20), labels={"part": "invoices"})
invoices.mount_into(orders, "/invoices", access=storage.MountAccess.READ_WRITE)
storage.ScratchVolume(chart, "scratch", size_limit=Size.mebibytes(512)).mount_into(
    orders, "/tmp", access=storage.MountAccess.READ_WRITE
)
storage.PodVolume.service_account_token(
    name="identity", audience="https://vault.example.com", expiration=Duration.minutes(20)
).mount_into(orders, "/run/identity")

# Its disk is saved as files, and as snapshots.
invoices_backup = storage.VolumeBackup(
    chart,
    "invoices-backup",
    claim=invoices,
    workload=orders,
    schedule=Cron.schedule(hour="2", minute="40"),
    image="busybox:1.37.0",
    storage=storage.BackupStorage.new_claim(size=Size.gibibytes(60), storage_class=disks),
)
storage.VolumeRestore(
    chart,
    "invoices-restore",
    claim=disks.claim(chart, "invoices-restored", storage=Size.gibibytes(20)),
    backup=invoices_backup,
    image="busybox:1.37.0",
)
nightly = storage.SnapshotClass(
    chart, "nightly", driver=disks.provisioner, deletion_policy=storage.SnapshotDeletionPolicy.DELETE
)
storage.SnapshotSchedule(
    chart,
    "invoices-snapshots",
    source=storage.SnapshotSource.claims([invoices], nightly),
    schedule=Cron.schedule(hour="1", minute="10"),
    image="alpine/kubectl:1.36.1",
)
kept = storage.SnapshotClass(chart, "kept", driver=disks.provisioner)
before = storage.Snapshot(chart, "before-upgrade", claim=invoices, snapshot_class=kept)
disks.claim(
    chart, "invoices-before", storage=Size.gibibytes(20), data_source=storage.ClaimSource.from_snapshot(before)
)

# What mounts the files of a driver on each node.
storage.CsiNodePlugin(
    chart,
    "invoice-files",
    driver_name="invoices.csi.example.com",
    csi_driver=storage.CsiDriverOptions(
        attach_required=False,
        fs_group_policy=storage.FsGroupPolicy.NONE,
        requires_republish=True,
    ),
    driver=storage.ProbedContainer(
        name="driver",
        image="registry.example.com/invoices-csi:1.0.2",
        args=["--endpoint=$(CSI_ENDPOINT)"],
    ),
    acknowledge_privileged="It mounts files for other Pods.",
    registrar_image="registry.k8s.io/sig-storage/csi-node-driver-registrar:v2.15.0",
    liveness_image="registry.k8s.io/sig-storage/livenessprobe:v2.17.0",
    stages_volumes=False,
    api_access=[storage.CsiApiAccess(resources=["nodes"], verbs=["get"])],
)

# A class of files, for claims that many nodes share.
shared = storage.FileStorageClass(
    chart,
    "shared",
    driver=storage.FileDriver.aws_efs(file_system_id="fs-0123456789abcdef0", base_path="/market"),
)
uploads = shared.claim(chart, "uploads", storage=Size.gibibytes(5))
storage.SharedStorageDeployment(
    chart,
    "portal",
    containers=[
        storage.ProbedContainer(
            name="portal",
            image="registry.example.com/portal:2.4.0",
            ports=[kplus.ContainerPort(number=8080)],
            readiness=kplus.Probe.from_http_get("/healthz", port=8080),
            liveness=kplus.Probe.from_http_get("/healthz", port=8080, failure_threshold=6),
        )
    ],
    storage=storage.SharedStorage(path="/uploads", claim=uploads),
    service_ports=[kplus.ServicePort(port=80, target_port=8080)],
)

# Files of many, a web server that follows its configuration, and two containers that share what they work on.
pictures = storage.NfsSharedStore(
    chart,
    "pictures",
    driver=storage.NfsDriver.csi(server="nfs.example.com", share="/exports/pictures"),
    capacity=Size.gibibytes(500),
)
pictures.mount_into(orders, "/pictures")
storage.ConfigReloadingDeployment(
    chart,
    "web",
    configs=[
        storage.ConfigOptions(
            name="site",
            source=storage.ConfigSource.from_data(
                {"site.conf": "server { listen 8081; root /usr/share/nginx/html; }\n"}
            ),
            mount_path="/etc/nginx/conf.d",
        )
    ],
    reload=storage.ReloadStrategy.live(storage.ReloadCall.signal(storage.ReloadSignal.HUP)),
    containers=[
        storage.ConfiguredContainer(
            name="nginx",
            image="nginxinc/nginx-unprivileged:1.29.1-alpine",
            ports=[kplus.ContainerPort(name="http", number=8081)],
            readiness=kplus.Probe.from_http_get("/healthz", port=8081),
            liveness=kplus.Probe.from_tcp_socket(port=8081),
            writable_paths=["/tmp"],
        )
    ],
    service_ports=[kplus.ServicePort(port=80, target_port=8081)],
    allow_from=[ingress],
)
storage.SharedScratchPod(
    chart,
    "thumbnails",
    size_limit=Size.gibibytes(1),
    containers=[
        storage.ScratchContainer(
            name="maker",
            image="registry.example.com/thumbnails:4.1",
            access=storage.MountAccess.READ_WRITE,
        ),
        storage.ScratchContainer(
            name="uploader", image="registry.example.com/uploader:2.0", mount_path="/work"
        ),
    ],
)

# Any program that keeps data.
storage.StatefulWorkload(
    chart,
    "sessions",
    name="sessions",
    containers=[
        storage.ProbedContainer(
            name="valkey",
            image="valkey/valkey:8.1.4",
            args=["--appendonly", "yes", "--maxmemory", "750mb", "--maxmemory-policy", "noeviction"],
            ports=[kplus.ContainerPort(name="valkey", number=6379)],
            startup=kplus.Probe.from_tcp_socket(port=6379, failure_threshold=360),
            readiness=kplus.Probe.from_command(["sh", "-c", 'test "$(valkey-cli ping)" = PONG']),
            liveness=kplus.Probe.from_tcp_socket(port=6379, failure_threshold=6),
            resources=kplus.ContainerResources(
                memory=kplus.MemoryResources(request=Size.gibibytes(2), limit=Size.gibibytes(2))
            ),
        )
    ],
    disks=[storage.StatefulDisk(path="/data", size=Size.gibibytes(10), storage_class=disks)],
    service_ports=[kplus.ServicePort(name="valkey", port=6379)],
)

# A program on each node, which reads the journal and keeps on the node what it has not sent.
storage.NodeAgent(
    chart,
    "journal-agent",
    containers=[
        storage.ProbedContainer(
            name="agent",
            image="registry.example.com/journal-agent:3.2",
            decline_readiness="It serves nobody.",
            decline_liveness="It ends when it hangs.",
        )
    ],
    host_mounts=[
        storage.HostMount(name="journal", path="/run/log/journal", type=storage.HostPathType.DIRECTORY)
    ],
    buffer=storage.HostBuffer(path="/var/lib/journal-agent", prepare_image="busybox:1.37.0"),
    tolerations=[kplus.NodeTaintQuery.any()],
)

# A database that stays up without one of its nodes, by CloudNativePG.
storage.ReplicatedDatabase(
    chart,
    "ledger",
    name="ledger",
    engine=storage.DatabaseEngine.postgres(version="18.4"),
    storage=storage.ReplicatedStorage(size=Size.gibibytes(20), storage_class=disks),
    commits=storage.CommitGuarantee.losing_nothing(),
    backup=storage.ReplicatedBackup(
        store=storage.BackupStore.s3(path="s3://market-backups/postgres", secret_name="backup-store")
    ),
)

# Disks of the nodes for a search engine, a volume that exists, and what the namespace may have.
nvme = storage.LocalVolumes(
    chart,
    "nvme",
    disks=[
        storage.LocalDisk(node=node, path="/mnt/nvme/0", storage=Size.gibibytes(800))
        for node in ["node-1", "node-2"]
    ],
)
search = kplus.StatefulSet(
    chart,
    "search",
    metadata={"name": "search"},
    service=kplus.Service(
        chart,
        "search-service",
        metadata={"name": "search"},
        cluster_ip="None",
        ports=[kplus.ServicePort(port=9300)],
    ),
    replicas=2,
    containers=[kplus.ContainerProps(image="registry.example.com/search:9.1.0", port_number=9300)],
)
storage.Hardening.apply(search)
nvme.claim_template(search, "index", storage=Size.gibibytes(800)).mount_into(
    search, "/index", access=storage.MountAccess.READ_WRITE
)
storage.PersistentVolume(
    chart,
    "market-archive",
    source=storage.PersistentVolumeSource.csi(
        driver="ebs.csi.aws.com", volume_handle="vol-0a1b2c3d4e5f67890", fs_type="ext4"
    ),
    storage=Size.gibibytes(200),
    access_modes=[kplus.PersistentVolumeAccessMode.READ_WRITE_ONCE],
    node_affinity={"topology.kubernetes.io/zone": ["eu-central-1a"]},
).claim(chart, "archive-data")
storage.StorageQuota(
    chart,
    "quota",
    storage=Size.tebibytes(4),
    claims=20,
    classes=[storage.ClassQuota(storage_class=nvme, claims=2)],
)
storage.VolumeAttributesClass(chart, "fast", driver=storage.VolumeAttributes.aws_ebs(iops=8000))

# What Prometheus tells of all that.
storage.StorageAlarms(
    chart,
    "alarms",
    thresholds=storage.VolumeThresholds(space_left=15, lasts=Duration.days(3)),
    severities={"StorageBackupSuspended": "info"},
    without=[storage.StorageAlarm.POD_EVICTED],
    labels={"release": "kube-prometheus-stack"},
)

app.synth()
