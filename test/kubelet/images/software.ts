import { OLDER_SUITE, TreeOptions } from './debian';

/** What the node's own programs come from, beside those of Kubernetes. */
export const NODE_TOOLS: TreeOptions = {
  name: 'tools',
  packages: [
    'containerd',
    'runc',
    'containernetworking-plugins',
    'nftables',
    'conntrack',
    'dnsmasq-base',
    'iproute2',
    'kmod',
    'e2fsprogs',
    'procps',
    'busybox-static',
  ],
};

/** What the images stand on, set up as their official Dockerfiles do. */
export const POSTGRES: TreeOptions = {
  name: 'postgres',
  packages: ['postgresql', 'libnss-wrapper'],
  script: `
    usermod -u 999 postgres && groupmod -g 999 postgres
    rm -rf /var/lib/postgresql/* /etc/postgresql
    ln -s /usr/lib/postgresql/*/bin /usr/lib/postgresql/bin
    install -d -o postgres -g postgres -m 3777 /var/run/postgresql
    mkdir /docker-entrypoint-initdb.d
  `,
};

/** As CloudNativePG expects its images: user 26, no entry point, and each program on PATH. */
export const OPERATED_POSTGRES: TreeOptions = {
  name: 'operated-postgres',
  packages: ['postgresql'],
  script: `
    usermod -u 26 postgres
    rm -rf /var/lib/postgresql/* /etc/postgresql
    chown 26:26 /var/lib/postgresql
    ln -s /usr/lib/postgresql/*/bin /usr/lib/postgresql/bin
  `,
};

/** The pooler that CloudNativePG starts, which looks for it in one place alone. */
export const PGBOUNCER: TreeOptions = {
  name: 'pgbouncer',
  packages: ['pgbouncer'],
  script: `
    [ -e /usr/bin/pgbouncer ] || ln -s ../sbin/pgbouncer /usr/bin/pgbouncer
  `,
};

/** The series that Debian had before. */
export const OLDER_POSTGRES: TreeOptions = { ...POSTGRES, name: 'older-postgres', suite: OLDER_SUITE };

/** The programs of both series. What the older one needs is still in the newer suite, or comes with it. */
export const UPGRADING_POSTGRES: TreeOptions = {
  ...POSTGRES,
  name: 'upgrading-postgres',
  packages: ['postgresql', 'postgresql-15', 'libnss-wrapper'],
  alsoFrom: OLDER_SUITE,
  script: `
    usermod -u 999 postgres && groupmod -g 999 postgres
    rm -rf /var/lib/postgresql/* /etc/postgresql
  `,
};

export const MARIADB: TreeOptions = {
  name: 'mariadb',
  packages: ['mariadb-server', 'tzdata'],
  script: `
    usermod -u 999 mysql && groupmod -g 999 mysql
    rm -rf /var/lib/mysql
    # Debian's server listens on the loopback address alone, that of the official image to all.
    sed -i '/^bind-address/d' /etc/mysql/mariadb.conf.d/*.cnf
    install -d -o mysql -g mysql -m 1777 /var/lib/mysql /run/mysqld
    mkdir /docker-entrypoint-initdb.d
  `,
};

export const NGINX: TreeOptions = {
  name: 'nginx',
  packages: ['nginx-light', 'tzdata'],
  script: `
    # As the unprivileged image of nginx has it: no user, its pid and temporary files in /tmp, port 8080.
    cat >/etc/nginx/nginx.conf <<'END'
worker_processes auto;
error_log /var/log/nginx/error.log notice;
pid /tmp/nginx.pid;
events { worker_connections 1024; }
http {
    proxy_temp_path /tmp/proxy_temp;
    client_body_temp_path /tmp/client_temp;
    fastcgi_temp_path /tmp/fastcgi_temp;
    uwsgi_temp_path /tmp/uwsgi_temp;
    scgi_temp_path /tmp/scgi_temp;
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    access_log /var/log/nginx/access.log;
    sendfile on;
    keepalive_timeout 65;
    include /etc/nginx/conf.d/*.conf;
}
END
    rm -rf /etc/nginx/conf.d /etc/nginx/sites-* /usr/share/nginx/html
    mkdir -p /etc/nginx/conf.d /usr/share/nginx/html
    ln -sf /dev/stdout /var/log/nginx/access.log
    ln -sf /dev/stderr /var/log/nginx/error.log
  `,
};

export const PHP_FPM: TreeOptions = {
  name: 'php-fpm',
  packages: ['php-fpm'],
  script: `
    ln -s /usr/sbin/php-fpm* /usr/sbin/php-fpm
  `,
};

export const VALKEY: TreeOptions = {
  name: 'valkey',
  packages: ['valkey-server'],
  script: `
    usermod -u 999 valkey && groupmod -g 999 valkey
    install -d -o valkey -g valkey /data
    # As the official image has it: options alone are those of the server, which answers to all addresses and is nobody's service.
    cat >/usr/local/bin/docker-entrypoint.sh <<'END'
#!/bin/sh
set -e
case $1 in -* | *.conf) set -- valkey-server "$@" ;; esac
if [ "$1" = valkey-server ]; then set -- "$@" --protected-mode no; fi
exec "$@"
END
    chmod 755 /usr/local/bin/docker-entrypoint.sh
  `,
};

export const NODE_EXPORTER: TreeOptions = { name: 'node-exporter', packages: ['prometheus-node-exporter'] };

export const RCLONE: TreeOptions = { name: 'rclone', packages: ['rclone'] };
