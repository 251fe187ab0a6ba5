import cdk8s_plus_33 as kplus
from cdk8s import App, Chart, Size
import cdk8s_storage as storage

app = App()
chart = Chart(app, "newer", namespace="newer")
disks = storage.ZonalStorageClass.from_storage_class_name("fast")
web = kplus.Deployment(
    chart,
    "web",
    metadata={"name": "web"},
    replicas=1,
    strategy=kplus.DeploymentStrategy.recreate(),
    containers=[kplus.ContainerProps(image="registry.example.com/web:1.4.2", port_number=8080)],
)
storage.Hardening.apply(web)
storage.Claim(chart, "files", storage=Size.gibibytes(5), storage_class=disks).mount_into(
    web, "/files", access=storage.MountAccess.READ_WRITE
)
db = storage.StatefulDatabase(
    chart,
    "db",
    name="web-db",
    engine=storage.DatabaseEngine.mariadb(version="11.8"),
    storage=storage.DatabaseStorage(size=Size.gibibytes(10), storage_class=disks),
    credentials=storage.DatabaseCredentials.from_secret_name("web-db"),
)
db.connect(web)
app.synth()

try:
    storage.StatefulDatabase(
        chart,
        "wrong",
        name="Wrong",
        engine=storage.DatabaseEngine.postgres(version="18.6"),
        storage=storage.DatabaseStorage(size=Size.mebibytes(10), storage_class=disks),
        credentials=storage.DatabaseCredentials.from_secret_name("wrong db"),
    )
except RuntimeError as error:
    print(error)
