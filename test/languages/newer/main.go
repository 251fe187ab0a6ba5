package main

import (
	"fmt"

	"github.com/aws/jsii-runtime-go"
	"github.com/cdk8s-storage/cdk8s-storage-go/cdk8sstorage"
	"github.com/cdk8s-team/cdk8s-core-go/cdk8s/v2"
	kplus "github.com/cdk8s-team/cdk8s-plus-go/cdk8splus33/v2"
)

func main() {
	defer jsii.Close()

	app := cdk8s.NewApp(nil)
	chart := cdk8s.NewChart(app, jsii.String("newer"), &cdk8s.ChartProps{Namespace: jsii.String("newer")})
	disks := cdk8sstorage.ZonalStorageClass_FromStorageClassName(jsii.String("fast"))
	web := kplus.NewDeployment(chart, jsii.String("web"), &kplus.DeploymentProps{
		Metadata: &cdk8s.ApiObjectMetadata{Name: jsii.String("web")},
		Replicas: jsii.Number(1),
		Strategy: kplus.DeploymentStrategy_Recreate(),
		Containers: &[]*kplus.ContainerProps{{
			Image:      jsii.String("registry.example.com/web:1.4.2"),
			PortNumber: jsii.Number(8080),
		}},
	})
	cdk8sstorage.Hardening_Apply(web, nil)
	cdk8sstorage.NewClaim(chart, jsii.String("files"), &cdk8sstorage.ClaimProps{
		Storage:      cdk8s.Size_Gibibytes(jsii.Number(5)),
		StorageClass: disks,
	}).MountInto(web, jsii.String("/files"), &cdk8sstorage.MountOptions{Access: cdk8sstorage.MountAccess_READ_WRITE})
	db := cdk8sstorage.NewStatefulDatabase(chart, jsii.String("db"), &cdk8sstorage.StatefulDatabaseProps{
		Name:        jsii.String("web-db"),
		Engine:      cdk8sstorage.DatabaseEngine_Mariadb(&cdk8sstorage.MariadbOptions{Version: jsii.String("11.8")}),
		Storage:     &cdk8sstorage.DatabaseStorage{Size: cdk8s.Size_Gibibytes(jsii.Number(10)), StorageClass: disks},
		Credentials: cdk8sstorage.DatabaseCredentials_FromSecretName(jsii.String("web-db"), nil),
	})
	db.Connect(web, nil)
	app.Synth()

	defer func() { fmt.Println(recover()) }()
	cdk8sstorage.NewStatefulDatabase(chart, jsii.String("wrong"), &cdk8sstorage.StatefulDatabaseProps{
		Name:        jsii.String("Wrong"),
		Engine:      cdk8sstorage.DatabaseEngine_Postgres(&cdk8sstorage.PostgresOptions{Version: jsii.String("18.6")}),
		Storage:     &cdk8sstorage.DatabaseStorage{Size: cdk8s.Size_Mebibytes(jsii.Number(10)), StorageClass: disks},
		Credentials: cdk8sstorage.DatabaseCredentials_FromSecretName(jsii.String("wrong db"), nil),
	})
}
