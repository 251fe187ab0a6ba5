import io.github.cdk8sstorage.*;
import java.util.List;
import org.cdk8s.ApiObjectMetadata;
import org.cdk8s.App;
import org.cdk8s.Chart;
import org.cdk8s.ChartProps;
import org.cdk8s.Size;
import org.cdk8s.plus33.ContainerProps;
import org.cdk8s.plus33.Deployment;
import org.cdk8s.plus33.DeploymentStrategy;
import software.amazon.jsii.JsiiException;

public class Main {
  public static void main(String[] args) {
    App app = new App();
    Chart chart = new Chart(app, "newer", ChartProps.builder().namespace("newer").build());
    IStorageClass disks = ZonalStorageClass.fromStorageClassName("fast");
    Deployment web =
        Deployment.Builder.create(chart, "web")
            .metadata(ApiObjectMetadata.builder().name("web").build())
            .replicas(1)
            .strategy(DeploymentStrategy.recreate())
            .containers(List.of(ContainerProps.builder().image("registry.example.com/web:1.4.2").portNumber(8080).build()))
            .build();
    Hardening.apply(web);
    Claim.Builder.create(chart, "files")
        .storage(Size.gibibytes(5))
        .storageClass(disks)
        .build()
        .mountInto(web, "/files", MountOptions.builder().access(MountAccess.READ_WRITE).build());
    StatefulDatabase db =
        StatefulDatabase.Builder.create(chart, "db")
            .name("web-db")
            .engine(DatabaseEngine.mariadb(MariadbOptions.builder().version("11.8").build()))
            .storage(DatabaseStorage.builder().size(Size.gibibytes(10)).storageClass(disks).build())
            .credentials(DatabaseCredentials.fromSecretName("web-db"))
            .build();
    db.connect(web);
    app.synth();

    try {
      StatefulDatabase.Builder.create(chart, "wrong")
          .name("Wrong")
          .engine(DatabaseEngine.postgres(PostgresOptions.builder().version("18.6").build()))
          .storage(DatabaseStorage.builder().size(Size.mebibytes(10)).storageClass(disks).build())
          .credentials(DatabaseCredentials.fromSecretName("wrong db"))
          .build();
    } catch (JsiiException error) {
      System.out.println(error.getMessage());
    }
  }
}
