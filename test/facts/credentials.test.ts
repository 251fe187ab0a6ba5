import * as fc from 'fast-check';
import {
  credentialInEntry,
  credentialInText,
  credentialInVariable,
  credentialInWords,
  notSecretText,
  saysNotSecret,
  secretWord,
} from '../../src/facts/credentials';
import { expectLinear } from '../linear';

/*
 * The vocabulary, in both directions. A row that turns out wrong in the field is mended here first.
 */

describe('a name is that of a secret', () => {
  test.each([
    ...['password', 'POSTGRES_PASSWORD', 'MYSQL_ROOT_PASSWORD', 'PGPASSWORD', 'dbPassword', 'DBPassword', 'Db.Password', '--password'],
    ...['db-passwd.txt', 'passphrase', 'DB_PASS', 'dbPwd', 'DBPASS', 'userpass', 'pwd', 'PASSWORDS'],
    ...['token', 'API_TOKEN', 'github-token', 'authToken', 'ACCESSTOKEN', 'tokens', 'githubtoken'],
    ...['SECRET', 'client_secret.json', 'CLIENTSECRET', 'AWS_SECRET_ACCESS_KEY', 'SECRET_KEY_BASE', 'jwtSecret', 'secrets.yaml'],
    ...['DB_CREDENTIALS', 'aws-credentials', 'creds', 'DbCredentials'],
    ...['APIKEY', 'API_KEY', 'APIKey', 'api.key', 'apiKeys', 'SSHKEY', 'ssh-keys', 'SIGNING_KEY', 'signingKey', 'ENCRYPTION_KEY'],
    ...['privateKey', 'MASTERKEY', 'AccountKey', 'DB_PASSWORD_1', 'PASSWORD2', 'DB_PASSWORD_PROD', 'token_base64'],
  ])('%s', (name) => expect(secretWord(name)).toBeDefined());

  test.each([
    // What tells about a secret.
    ...['POSTGRES_PASSWORD_FILE', 'TOKEN_URL', 'SECRET_NAME', 'KEY_PATH', 'token-ttl', 'passwordPolicy', 'PASSWORD_MIN_LENGTH'],
    ...['password_encryption', 'default_password_lifetime', 'AWS_ACCESS_KEY_ID', 'token_endpoint', 'SECRETS_BACKEND', 'passwordKey'],
    ...['csi.storage.k8s.io/provisioner-secret-name', 'csi.storage.k8s.io/node-publish-secret-namespace', 'id_rsa.pub'],
    // The names of objects.
    ...['existingSecret', 'imagePullSecrets', 'TLS_SECRET', 'ca-secret', 'credentialsSecret'],
    // Tokens of texts and forms, and of a cluster that is named so.
    ...['eos_token', 'csrf-token', '--initial-cluster-token', 'ETCD_INITIAL_CLUSTER_TOKEN'],
    // Other words.
    ...['KEYBOARD', 'MONKEY', 'COMPASS', 'BYPASS', 'TOKENIZER', 'tokenizer.json', 'passenger.conf', 'SECRETARY', 'TURKEY'],
    ...['KEY', 'PRIMARY_KEY', 'public-key', 'routing_key', 'tls.crt', 'app.conf', 'kms-key', '', '-', '_', '1'],
    ...['PWD', 'OLDPWD', '--no-password', 'skip-password'],
  ])('but not %s', (name) => expect(secretWord(name)).toBeUndefined());
});

describe('a value of a variable called PASSWORD', () => {
  test.each([
    ...['hunter2', 's3cret', 'password', 'changeme', 'correct horse battery', '123456', '1234', 'PASSWORD123', 'a/b+c=', 'x)', '=x', '!x'],
    ...['hunter2\n', ' hunter2 ', '"hunter2"', 'call(1', 'p@ss://word', 'admin.password', 'AKIA2345'],
  ])('is one: %j', (value) => {
    expect(credentialInVariable('PASSWORD', value)).toBe('The word "password" in its name says so');
  });

  test.each([
    ...['', ' ', '""', 'yes', 'True', 'off', 'none', '0', '30', '1h', '300s', 'required', 'prompt'],
    ...[
      '$(DB_PASSWORD)',
      '${DB_PASSWORD}',
      '$PASSWORD',
      '{{ .Values.password }}',
      '<password>',
      '%PASSWORD%',
      '@PASSWORD@',
      '{DB_PASSWORD}',
      '`cat x`',
    ],
    ...['prefix-${PASSWORD}', '((password))', 'PASSWORD', 'CHANGE_ME', '__TOKEN__', '_', 'xxxx', '****', '...', 'REDACTED'],
    ...[
      '/run/secrets/password',
      './password',
      '~/.pgpass',
      'tls.key',
      'certs/ca.pem',
      'https://vault.example.com/v1/x',
      'redis://cache:6379',
    ],
    ...['vault:secret/data/api#key', 'op://vault/item', 'file:secret', 'arn:aws:secretsmanager:eu:1:secret:x', 'ref+vault://x'],
    ...['projects/1/secrets/db/versions/1', 'ENC[AES256_GCM,data:x]', '{cipher}abc', '{"a": 1}', '[]', '<html'],
  ])('is none: %j', (value) => expect(credentialInVariable('PASSWORD', value)).toBeUndefined());
});

describe('whatever a variable is called, it holds one', () => {
  test.each([
    ['postgres://app:hunter2@db:5432/app', 'It has a URL with a password in it'],
    ['redis://:hunter2@cache', 'It has a URL with a password in it'],
    ['app:hunter2@tcp(db:3306)/app', 'It has a URL with a password in it'],
    ['Server=db;Password=hunter2;', 'It sets a password'],
    ['{"user": "app", "password": "hunter2"}', 'It sets a password'],
    ['{\\"password\\": \\"hunter2\\"}', 'It sets a password'],
    ['DefaultEndpointsProtocol=https;AccountKey=abc==', 'It sets a password'],
    ['-----BEGIN EC PRIVATE KEY-----\nMII', 'It holds a private key'],
    ['-----BEGIN PRIVATE KEY-----\\nMII', 'It holds a private key'],
    ['export DB_PASSWORD=hunter2\n', 'It sets a password, in line 1'],
    ['a\nb\n  password: hunter2\n', 'It sets a password, in line 3'],
  ])('%j', (value, why) => expect(credentialInVariable('SETTINGS', value)).toBe(why));

  test.each([
    'postgres://orders-db.shop.svc:5432/app',
    'postgres://$(USER):$(PASSWORD)@orders-db/app',
    'postgres://<user>:<password>@orders-db/app',
    'rtsp://view:{CAMERA_PASSWORD}@porch:554/main',
    'docker://nginx:1.29.1@sha256:0123456789abcdef',
    'git@github.com:a/b.git',
    '-----BEGIN CERTIFICATE-----\nMII',
    '-----BEGIN PRIVATE KEY-----\n${KEY}',
    'Europe/Berlin',
  ])('or none: %j', (value) => expect(credentialInVariable('SETTINGS', value)).toBeUndefined());
});

describe('a text', () => {
  test.each([
    ['--password=hunter2', 'It sets a password'],
    ['mysql --password hunter2 app', 'It sets a password'],
    ["primary_conninfo = 'host=db password=hunter2'", 'It sets a password'],
    ['[client]\npassword = "hunter2"', 'It sets a password, in line 2'],
    ['a: {password: hunter2, user: x}', 'It sets a password'],
    ["curl -H 'X-Api-Key: abc123' https://example.com", 'It sets a password'],
    ['password: hunter2 # the old one', 'It sets a password'],
    ['password := "hunter2"', 'It sets a password'],
    ['SECRET="Webhook certs"\nkubectl get pods', 'It sets a password, in line 1'],
    ['PASSWORD="webhook-certs"\nkubectl get pods', 'It sets a password, in line 1'],
    ["curl -H 'Authorization: Bearer abcdef0123456789' https://example.com", 'It sends a credential'],
    ["'password' => 'hunter2'", 'It sets a password'],
    ['password: /run/x\npassword: hunter2', 'It sets a password, in line 2'],
    ["CREATE USER app IDENTIFIED BY 'hunter2';", 'It sets a password in SQL'],
    ["CREATE USER app\n  IDENTIFIED WITH caching_sha2_password\n  BY 'hunter2';", 'It sets a password in SQL, in line 2'],
    ["ALTER ROLE app ENCRYPTED PASSWORD 'hunter2';", 'It sets a password in SQL'],
    ['curl https://me:hunter2@example.com/', 'It has a URL with a password in it'],
    ['port 6379\nrequirepass hunter2', 'It sets a password, in line 2'],
    ['masterauth "hunter2"', 'It sets a password'],
    // What a shell takes where a variable has no value.
    ['psql "password=${PGPASSWORD:-hunter2}"', 'It sets a password'],
    ['export P=${PGPASSWORD:="hunter2"}', 'It sets a password'],
  ])('%j holds one', (text, why) => expect(credentialInText(text)).toBe(why));

  test.each([
    'password_encryption = scram-sha-256',
    'default_password_lifetime=0',
    '# password = hunter2',
    '; password = hunter2',
    '// password = hunter2',
    ' * password = hunter2',
    "-- ALTER ROLE app PASSWORD 'hunter2';",
    "ALTER ROLE app PASSWORD :'password';",
    'PGPASSWORD="$(cat "$DB_PASSWORD_FILE")"',
    'PGPASSWORD=$password pg_dump',
    'PGPASSWORD="${PGPASSWORD:-$(< "$PGPASSWORD_FILE")}" pg_dumpall',
    'export P="${MYSQL_PASSWORD:-${MYSQL_ROOT_PASSWORD:-}}"',
    'test -n "${PGPASSWORD:-}"',
    ': "${PGPASSWORD:?missing}"',
    'echo ${PGPASSWORD:+set}',
    'echo ${PGPASSWORD:=`cat /run/x`}',
    'mysql --password "$(cat /run/password)"',
    'docker login --password-stdin registry',
    'psql --no-password orders',
    'app --token --verbose',
    'app --password || exit 1',
    'host all all all password',
    'proxy_pass http://backend;',
    'max_connections = 200',
    'initial_token: -9223372036854775808,-4611686018427387905, -2,4611686018427387901',
    'initial_token: 85070591730234615865843651857942052864',
    'max_tokens: 2048',
    '--max-total-tokens=4096 --max-batch-prefill-tokens 4096',
    'SECRET="webhook-certs"\nkubectl create secret tls ${SECRET}',
    'h = {"Authorization": "Bearer " + SA_TOKEN}',
    'SA_TOKEN = f.read().strip()',
    'm = from_pretrained(x, token=os.environ["HF_TOKEN"])',
    'gateway-api-secrets-namespace: cilium-secrets',
    'ethTokenAddress: 0x18aAA7115705e8be94bfFEBDE57Af9BFc265B998',
    'if [ "$password" == "x" ]; then',
    'if (password == other) {',
    'echo "Password: the one you were given"',
    'read -p "Password: " answer',
    'password = getpass()',
    'token = os.environ["TOKEN"]',
    'token: process.env.TOKEN,',
    'token: string;',
    'password: |',
    'api_key: &key',
    '"token": {',
    'secret: !vault x',
    'password:',
    'password=',
    'requirepass ${REDIS_PASSWORD}',
    'requirepass ""',
    '# requirepass foobared',
    `password=hunter2 ${'x'.repeat(2000)}`,
  ])('%j holds none', (text) => expect(credentialInText(text)).toBeUndefined());
});

describe('the words of a command', () => {
  test('hold one in a word, or as the value of an option', () => {
    expect(credentialInWords(['serve', '--token=abc'])).toEqual({ index: 1, why: 'It sets a password' });
    expect(credentialInWords(['serve', '--token', 'abc'])).toEqual({ index: 2, why: 'It is the value of --token' });
    expect(credentialInWords(['sh', '-c', 'PGPASSWORD=hunter2 psql'])).toEqual({ index: 2, why: 'It sets a password' });
  });

  test.each([
    [['--token', '$(TOKEN)']],
    [['--token', '--verbose']],
    [['--token']],
    [['token', 'abc']],
    [['--token-file', 'abc']],
    [['--no-password', 'app']],
    [[]],
  ])('%j hold none', (words) => expect(credentialInWords(words)).toBeUndefined());
});

describe('an entry of a ConfigMap', () => {
  test.each([
    ['DB_PASSWORD', 'x', 'The word "password" in its name says so'],
    ['.htpasswd', 'app:$apr1$x\nother:$apr1$y\n', 'Files of this name hold keys and passwords'],
    ['.dockerconfigjson', '{"auths":{"ghcr.io":{"auth":"eDp5"}}}', 'Files of this name hold keys and passwords'],
    ['tls.key', 'x', 'Files of this name hold keys and passwords'],
    ['server.P12', '\ufffd\ufffd', 'Files of this name hold keys and passwords'],
    ['id_ed25519', 'x\ny', 'Files of this name hold keys and passwords'],
    ['app.conf', 'x\n-----BEGIN OPENSSH PRIVATE KEY-----\nb3B', 'It holds a private key'],
    ['app.conf', 'x\n-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQ', 'It holds a private key'],
    ['kubeconfig', 'users:\n- user:\n    token: abc\n', 'It sets a password, in line 3'],
    ['token-format.md', 'x', undefined],
    ['tls.key', '', undefined],
    ['tls.key', '$(cat /run/key)', undefined],
    ['signing.key', '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQ', undefined],
    ['rotate-password', '#!/bin/sh\nexec rotate\n', undefined],
    ['password-policy.yaml', 'length: 12\nhistory: 5\n', undefined],
    ['passwd', 'root:x:0:0\nnobody:x:65534:65534\n', undefined],
    ['kubeconfig', 'users:\n- user:\n    tokenFile: /run/token\n', undefined],
  ])('%s with %j: %s', (key, text, why) => expect(credentialInEntry(key, text)).toBe(why));

  test.each([
    "NEW.password := crypt(NEW.password, gen_salt('bf'));",
    'NEW.password:=lower(x);',
    'SELECT password::text FROM users u JOIN old o ON u.password = o.password AND u.id = o.id;',
    'SELECT login(password => $1);',
    'CREATE TABLE users (password text NOT NULL, token uuid);',
  ])('of SQL, %j, compares and assigns, and holds none', (text) => expect(credentialInEntry('a.sql', text)).toBeUndefined());

  test.each([
    ["UPDATE users SET id = 1, password = 'hunter2';", 'It sets a password'],
    ["SELECT login(password => 'hunter2');", 'It sets a password'],
    ["ALTER ROLE app PASSWORD 'hunter2';", 'It sets a password in SQL'],
    ["SELECT dblink('postgres://app:hunter2@db/app');", 'It has a URL with a password in it'],
  ])('of SQL, %j, holds one', (text, why) => expect(credentialInEntry('a.sql', text)).toBe(why));

  test('of a program: only what is quoted is a value', () => {
    expect(credentialInEntry('app.py', 'token = token_from_disk')).toBeUndefined();
    expect(credentialInEntry('app.py', 'token = "abc"')).toBe('It sets a password');
    expect(credentialInEntry('app.sh', 'TOKEN=abc')).toBe('It sets a password');
  });
});

test('whatever the text, it is judged', () => {
  fc.assert(fc.property(fc.string(), fc.string(), (name, text) => ['string', 'undefined'].includes(typeof credentialInEntry(name, text))));
});

test.each(['a-', 'password ', 'A', '"', '\\', 'token=', '= '])('a text of many %j is judged in time that grows with it', (part) => {
  expectLinear(5_000, (size) => {
    const text = part.repeat(size);
    return () => {
      expect(['string', 'undefined']).toContain(typeof credentialInEntry('a.conf', `${text}= x`));
      expect(['string', 'undefined']).toContain(typeof credentialInVariable('PASSWORD', text));
      expect(['string', 'undefined']).toContain(typeof secretWord(text));
    };
  });
});

test('what is said to be no secret is found again by its name, and by nothing else', () => {
  const text = notSecretText({ TOKEN: 'a format; see the docs', ARGS: 'x' });
  expect(text).toBe('ARGS: x; TOKEN: a format; see the docs');
  for (const name of ['TOKEN', 'ARGS']) expect(saysNotSecret(text, name)).toBe(true);
  for (const name of ['OKEN', 'KEN', 'see', 'X', '']) expect(saysNotSecret(text, name)).toBe(false);
  expect(saysNotSecret(undefined, 'TOKEN')).toBe(false);
});
