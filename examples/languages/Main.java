import io.github.cdk8sstorage.*;
import io.github.cdk8sstorage.CsiVolumeOptions;
import io.github.cdk8sstorage.MountOptions;
import io.github.cdk8sstorage.PersistentVolume;
import java.util.List;
import java.util.Map;
import org.cdk8s.ApiObjectMetadata;
import org.cdk8s.App;
import org.cdk8s.Chart;
import org.cdk8s.ChartProps;
import org.cdk8s.Cron;
import org.cdk8s.CronOptions;
import org.cdk8s.Duration;
import org.cdk8s.Size;
import org.cdk8s.plus27.*;

/** A market with all that this library makes, once: the same as main.ts, byte for byte. */
public class Main {
  public static void main(String[] args) {
    App app = new App();
    Chart chart = new Chart(app, "market", ChartProps.builder().namespace("market").build());
    Namespaces ingress =
        Namespaces.select(chart, "ingress", NamespacesSelectOptions.builder().names(List.of("ingress-nginx")).build());
    MountOptions writable = MountOptions.builder().access(MountAccess.READ_WRITE).build();

    // Disks, and a database with a verified backup.
    ZonalStorageClass disks =
        ZonalStorageClass.Builder.create(chart, "disks")
            .driver(StorageDriver.awsEbs(AwsEbsOptions.builder().type(AwsEbsVolumeType.GP3).iops(4000).build()))
            .zones(List.of("eu-central-1a", "eu-central-1b"))
            .build();
    StatefulDatabase db =
        StatefulDatabase.Builder.create(chart, "db")
            .name("orders-db")
            .engine(DatabaseEngine.postgres(PostgresOptions.builder().version("18.6").build()))
            .storage(DatabaseStorage.builder().size(Size.gibibytes(50)).storageClass(disks).build())
            .credentials(DatabaseCredentials.fromSecretName("orders-db"))
            .database("orders")
            .configuration(Map.of("postgresql.conf", DatabaseFile.fromText("max_connections = 100\n")))
            .build();
    DatabaseBackup backup =
        DatabaseBackup.Builder.create(chart, "backup")
            .database(db)
            .schedule(Cron.schedule(CronOptions.builder().hour("3").minute("17").build()))
            .timeZone("Europe/Berlin")
            .keep(14)
            .storage(BackupStorage.newClaim(BackupClaimOptions.builder().size(Size.gibibytes(100)).storageClass(disks).build()))
            .build();
    DatabaseRestore.Builder.create(chart, "restore")
        .database(db)
        .source(BackupSource.fromBackup(backup))
        .overwrite("overwrite existing data")
        .build();

    // What it was before, which is only read: applied once, with everything that writes to it stopped.
    StatefulDatabase old =
        StatefulDatabase.Builder.create(chart, "old-db")
            .name("orders-db-16")
            .engine(DatabaseEngine.postgres(PostgresOptions.builder().version("16.10").build()))
            .storage(DatabaseStorage.builder().size(Size.gibibytes(50)).storageClass(disks).build())
            .database("orders")
            .build();
    DatabaseUpgrade.Builder.create(chart, "upgrade")
        .source(old)
        .target(db)
        .storage(BackupStorage.existingClaim(backup.getClaim()))
        .build();

    // A program that is connected to it, with a disk, room to work in and what a vault asks for.
    Deployment orders =
        Deployment.Builder.create(chart, "orders")
            .metadata(ApiObjectMetadata.builder().name("orders").build())
            .replicas(1)
            .strategy(DeploymentStrategy.recreate())
            .securityContext(PodSecurityContextProps.builder().fsGroup(10050).build())
            .containers(
                List.of(
                    ContainerProps.builder()
                        .image("registry.example.com/orders:2026.11.3")
                        .portNumber(8080)
                        .readiness(Probe.fromHttpGet("/ready", HttpGetProbeOptions.builder().port(8080).build()))
                        .liveness(Probe.fromTcpSocket(TcpSocketProbeOptions.builder().port(8080).build()))
                        .resources(
                            ContainerResources.builder()
                                .cpu(CpuResources.builder().request(Cpu.millis(100)).limit(Cpu.units(1)).build())
                                .memory(MemoryResources.builder().request(Size.mebibytes(256)).limit(Size.mebibytes(512)).build())
                                .build())
                        .build()))
            .build();
    Hardening.apply(orders, HardeningOptions.builder().user(10050).group(10050).build());
    PodIsolation.Builder.create(chart, "isolation").workload(orders).allowFrom(List.of(ingress)).build();
    db.connect(orders, DatabaseConnectionOptions.builder().prefix("ORDERS").build());
    Claim invoices =
        disks.claim(
            chart, "invoices", ClaimOptions.builder().storage(Size.gibibytes(20)).labels(Map.of("part", "invoices")).build());
    invoices.mountInto(orders, "/invoices", writable);
    ScratchVolume.Builder.create(chart, "scratch").sizeLimit(Size.mebibytes(512)).build().mountInto(orders, "/tmp", writable);
    PodVolume.serviceAccountToken(
            ServiceAccountTokenVolumeOptions.builder()
                .name("identity")
                .audience("https://vault.example.com")
                .expiration(Duration.minutes(20))
                .build())
        .mountInto(orders, "/run/identity");

    // Its disk is saved as files, and as snapshots.
    VolumeBackup invoicesBackup =
        VolumeBackup.Builder.create(chart, "invoices-backup")
            .claim(invoices)
            .workload(orders)
            .schedule(Cron.schedule(CronOptions.builder().hour("2").minute("40").build()))
            .image("busybox:1.37.0")
            .storage(BackupStorage.newClaim(BackupClaimOptions.builder().size(Size.gibibytes(60)).storageClass(disks).build()))
            .build();
    VolumeRestore.Builder.create(chart, "invoices-restore")
        .claim(disks.claim(chart, "invoices-restored", ClaimOptions.builder().storage(Size.gibibytes(20)).build()))
        .backup(invoicesBackup)
        .image("busybox:1.37.0")
        .build();
    SnapshotClass nightly =
        SnapshotClass.Builder.create(chart, "nightly")
            .driver(disks.getProvisioner())
            .deletionPolicy(SnapshotDeletionPolicy.DELETE)
            .build();
    SnapshotSchedule.Builder.create(chart, "invoices-snapshots")
        .source(SnapshotSource.claims(List.of(invoices), nightly))
        .schedule(Cron.schedule(CronOptions.builder().hour("1").minute("10").build()))
        .image("alpine/kubectl:1.36.1")
        .build();
    SnapshotClass kept = SnapshotClass.Builder.create(chart, "kept").driver(disks.getProvisioner()).build();
    Snapshot before = Snapshot.Builder.create(chart, "before-upgrade").claim(invoices).snapshotClass(kept).build();
    disks.claim(
        chart,
        "invoices-before",
        ClaimOptions.builder().storage(Size.gibibytes(20)).dataSource(ClaimSource.fromSnapshot(before)).build());

    // What mounts the files of a driver on each node.
    CsiNodePlugin.Builder.create(chart, "invoice-files")
        .driverName("invoices.csi.example.com")
        .csiDriver(
            CsiDriverOptions.builder()
                .attachRequired(false)
                .fsGroupPolicy(FsGroupPolicy.NONE)
                .requiresRepublish(true)
                .build())
        .driver(
            ProbedContainer.builder()
                .name("driver")
                .image("registry.example.com/invoices-csi:1.0.2")
                .args(List.of("--endpoint=$(CSI_ENDPOINT)"))
                .build())
        .acknowledgePrivileged("It mounts files for other Pods.")
        .registrarImage("registry.k8s.io/sig-storage/csi-node-driver-registrar:v2.15.0")
        .livenessImage("registry.k8s.io/sig-storage/livenessprobe:v2.17.0")
        .stagesVolumes(false)
        .apiAccess(List.of(CsiApiAccess.builder().resources(List.of("nodes")).verbs(List.of("get")).build()))
        .build();

    // A class of files, for claims that many nodes share.
    FileStorageClass shared =
        FileStorageClass.Builder.create(chart, "shared")
            .driver(FileDriver.awsEfs(AwsEfsOptions.builder().fileSystemId("fs-0123456789abcdef0").basePath("/market").build()))
            .build();
    Claim uploads = shared.claim(chart, "uploads", ClaimOptions.builder().storage(Size.gibibytes(5)).build());
    SharedStorageDeployment.Builder.create(chart, "portal")
        .containers(
            List.of(
                ProbedContainer.builder()
                    .name("portal")
                    .image("registry.example.com/portal:2.4.0")
                    .ports(List.of(ContainerPort.builder().number(8080).build()))
                    .readiness(Probe.fromHttpGet("/healthz", HttpGetProbeOptions.builder().port(8080).build()))
                    .liveness(Probe.fromHttpGet("/healthz", HttpGetProbeOptions.builder().port(8080).failureThreshold(6).build()))
                    .build()))
        .storage(SharedStorage.builder().path("/uploads").claim(uploads).build())
        .servicePorts(List.of(ServicePort.builder().port(80).targetPort(8080).build()))
        .build();

    // Files of many, a web server that follows its configuration, and two containers that share what they work on.
    NfsSharedStore pictures =
        NfsSharedStore.Builder.create(chart, "pictures")
            .driver(NfsDriver.csi(CsiNfsOptions.builder().server("nfs.example.com").share("/exports/pictures").build()))
            .capacity(Size.gibibytes(500))
            .build();
    pictures.mountInto(orders, "/pictures");
    ConfigReloadingDeployment.Builder.create(chart, "web")
        .configs(
            List.of(
                ConfigOptions.builder()
                    .name("site")
                    .source(ConfigSource.fromData(Map.of("site.conf", "server { listen 8081; root /usr/share/nginx/html; }\n")))
                    .mountPath("/etc/nginx/conf.d")
                    .build()))
        .reload(ReloadStrategy.live(ReloadCall.signal(ReloadSignal.HUP)))
        .containers(
            List.of(
                ConfiguredContainer.builder()
                    .name("nginx")
                    .image("nginxinc/nginx-unprivileged:1.29.1-alpine")
                    .ports(List.of(ContainerPort.builder().name("http").number(8081).build()))
                    .readiness(Probe.fromHttpGet("/healthz", HttpGetProbeOptions.builder().port(8081).build()))
                    .liveness(Probe.fromTcpSocket(TcpSocketProbeOptions.builder().port(8081).build()))
                    .writablePaths(List.of("/tmp"))
                    .build()))
        .servicePorts(List.of(ServicePort.builder().port(80).targetPort(8081).build()))
        .allowFrom(List.of(ingress))
        .build();
    SharedScratchPod.Builder.create(chart, "thumbnails")
        .sizeLimit(Size.gibibytes(1))
        .containers(
            List.of(
                ScratchContainer.builder()
                    .name("maker")
                    .image("registry.example.com/thumbnails:4.1")
                    .access(MountAccess.READ_WRITE)
                    .build(),
                ScratchContainer.builder()
                    .name("uploader")
                    .image("registry.example.com/uploader:2.0")
                    .mountPath("/work")
                    .build()))
        .build();

    // Any program that keeps data.
    StatefulWorkload.Builder.create(chart, "sessions")
        .name("sessions")
        .containers(
            List.of(
                ProbedContainer.builder()
                    .name("valkey")
                    .image("valkey/valkey:8.1.4")
                    .args(List.of("--appendonly", "yes", "--maxmemory", "750mb", "--maxmemory-policy", "noeviction"))
                    .ports(List.of(ContainerPort.builder().name("valkey").number(6379).build()))
                    .startup(Probe.fromTcpSocket(TcpSocketProbeOptions.builder().port(6379).failureThreshold(360).build()))
                    .readiness(Probe.fromCommand(List.of("sh", "-c", "test \"$(valkey-cli ping)\" = PONG")))
                    .liveness(Probe.fromTcpSocket(TcpSocketProbeOptions.builder().port(6379).failureThreshold(6).build()))
                    .resources(
                        ContainerResources.builder()
                            .memory(MemoryResources.builder().request(Size.gibibytes(2)).limit(Size.gibibytes(2)).build())
                            .build())
                    .build()))
        .disks(List.of(StatefulDisk.builder().path("/data").size(Size.gibibytes(10)).storageClass(disks).build()))
        .servicePorts(List.of(ServicePort.builder().name("valkey").port(6379).build()))
        .build();

    // A program on each node, which reads the journal and keeps on the node what it has not sent.
    NodeAgent.Builder.create(chart, "journal-agent")
        .containers(
            List.of(
                ProbedContainer.builder()
                    .name("agent")
                    .image("registry.example.com/journal-agent:3.2")
                    .declineReadiness("It serves nobody.")
                    .declineLiveness("It ends when it hangs.")
                    .build()))
        .hostMounts(
            List.of(HostMount.builder().name("journal").path("/run/log/journal").type(HostPathType.DIRECTORY).build()))
        .buffer(HostBuffer.builder().path("/var/lib/journal-agent").prepareImage("busybox:1.37.0").build())
        .tolerations(List.of(NodeTaintQuery.any()))
        .build();

    // A database that stays up without one of its nodes, by CloudNativePG.
    ReplicatedDatabase.Builder.create(chart, "ledger")
        .name("ledger")
        .engine(DatabaseEngine.postgres(PostgresOptions.builder().version("18.4").build()))
        .storage(ReplicatedStorage.builder().size(Size.gibibytes(20)).storageClass(disks).build())
        .commits(CommitGuarantee.losingNothing())
        .backup(
            ReplicatedBackup.builder()
                .store(
                    BackupStore.s3(
                        S3StoreOptions.builder().path("s3://market-backups/postgres").secretName("backup-store").build()))
                .build())
        .build();

    // Disks of the nodes for a search engine, a volume that exists, and what the namespace may have.
    LocalVolumes nvme =
        LocalVolumes.Builder.create(chart, "nvme")
            .disks(
                List.of(
                    LocalDisk.builder().node("node-1").path("/mnt/nvme/0").storage(Size.gibibytes(800)).build(),
                    LocalDisk.builder().node("node-2").path("/mnt/nvme/0").storage(Size.gibibytes(800)).build()))
            .build();
    StatefulSet search =
        StatefulSet.Builder.create(chart, "search")
            .metadata(ApiObjectMetadata.builder().name("search").build())
            .service(
                Service.Builder.create(chart, "search-service")
                    .metadata(ApiObjectMetadata.builder().name("search").build())
                    .clusterIp("None")
                    .ports(List.of(ServicePort.builder().port(9300).build()))
                    .build())
            .replicas(2)
            .containers(
                List.of(ContainerProps.builder().image("registry.example.com/search:9.1.0").portNumber(9300).build()))
            .build();
    Hardening.apply(search);
    nvme.claimTemplate(search, "index", ClaimTemplateOptions.builder().storage(Size.gibibytes(800)).build())
        .mountInto(search, "/index", writable);
    PersistentVolume.Builder.create(chart, "market-archive")
        .source(
            PersistentVolumeSource.csi(
                CsiVolumeOptions.builder()
                    .driver("ebs.csi.aws.com")
                    .volumeHandle("vol-0a1b2c3d4e5f67890")
                    .fsType("ext4")
                    .build()))
        .storage(Size.gibibytes(200))
        .accessModes(List.of(PersistentVolumeAccessMode.READ_WRITE_ONCE))
        .nodeAffinity(Map.of("topology.kubernetes.io/zone", List.of("eu-central-1a")))
        .build()
        .claim(chart, "archive-data");
    StorageQuota.Builder.create(chart, "quota")
        .storage(Size.tebibytes(4))
        .claims(20)
        .classes(List.of(ClassQuota.builder().storageClass(nvme).claims(2).build()))
        .build();
    VolumeAttributesClass.Builder.create(chart, "fast")
        .driver(VolumeAttributes.awsEbs(AwsEbsAttributes.builder().iops(8000).build()))
        .build();

    // What Prometheus tells of all that.
    StorageAlarms.Builder.create(chart, "alarms")
        .thresholds(VolumeThresholds.builder().spaceLeft(15).lasts(Duration.days(3)).build())
        .severities(Map.of("StorageBackupSuspended", "info"))
        .without(List.of(StorageAlarm.POD_EVICTED))
        .labels(Map.of("release", "kube-prometheus-stack"))
        .build();

    app.synth();
  }
}
