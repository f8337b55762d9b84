"""OpenStack Swift with its S3 face in one process, as its own functional tests run it: a proxy and one account, container and object
server, without replicators, auditors and memcached. Arguments: a folder that holds everything, and the port of the proxy.
Prints `ready` once it listens."""
import os
import sys
import time

from swift.common import utils

FOLDER, PORT = os.path.abspath(sys.argv[1]), int(sys.argv[2])
ACCOUNT, USER, KEY = 'test', 'tester', os.environ['SWIFT_TEST_KEY']


def write(name, text):
    path = os.path.join(FOLDER, name)
    with open(path, 'w') as file:
        file.write(text)
    return path


# Swift reads this when it is imported, from /etc/swift unless it is told otherwise before.
utils.SWIFT_CONF_FILE = write('swift.conf', '[swift-hash]\nswift_hash_path_prefix = aurora\nswift_hash_path_suffix = aurora\n[storage-policy:0]\nname = one\ndefault = yes\n')
utils.validate_configuration()
utils.eventlet_monkey_patch()

import eventlet  # noqa: E402
import eventlet.wsgi  # noqa: E402
from swift.common import storage_policy  # noqa: E402
from swift.common.http_protocol import SwiftHttpProtocol  # noqa: E402
from swift.common.ring import RingBuilder  # noqa: E402
from swift.common.wsgi import loadapp  # noqa: E402


class Memory:
    """What Swift keeps in memcached, for one process."""

    def __init__(self):
        self.values = {}

    def get(self, key, **_):
        value, until = self.values.get(key, (None, 0))
        return value if until == 0 or until > time.time() else None

    def set(self, key, value, serialize=True, time=0, **_):
        self.values[key] = (value, 0 if time == 0 else globals()['time'].time() + time)

    def incr(self, key, delta=1, time=0):
        value = max(0, (self.get(key) or 0) + delta)
        self.set(key, value, time=time)
        return value

    def decr(self, key, delta=1, time=0):
        return self.incr(key, -delta, time)

    def delete(self, key, **_):
        self.values.pop(key, None)


def remembering(app):
    memory = Memory()

    def handle(environ, start_response):
        environ['swift.cache'] = memory
        return app(environ, start_response)
    return handle


def listen(port):
    return eventlet.listen(('127.0.0.1', port), backlog=512, reuse_addr=True)


def serve(socket, app):
    pool = eventlet.GreenPool(256)
    return eventlet.spawn(eventlet.wsgi.server, socket, app, utils.NullLogger(), protocol=SwiftHttpProtocol, custom_pool=pool, capitalize_response_headers=False)


def ring(name, port):
    builder = RingBuilder(2, 1, 0)
    builder.add_dev({'id': 0, 'region': 1, 'zone': 1, 'weight': 1.0, 'ip': '127.0.0.1', 'port': port, 'replication_ip': '127.0.0.1', 'replication_port': port, 'device': 'disk'})
    builder.rebalance()
    builder.get_ring().save(os.path.join(FOLDER, f'{name}.ring.gz'))


def common(extra=''):
    return f'[DEFAULT]\nswift_dir = {FOLDER}\ndevices = {FOLDER}/devices\nmount_check = false\nbind_ip = 127.0.0.1\nfallocate_reserve = 0\ndisable_fallocate = true\nlog_level = ERROR\nlog_address = {FOLDER}/no-syslog\n{extra}'


os.makedirs(os.path.join(FOLDER, 'devices', 'disk'), exist_ok=True)
probe = write('xattr', '')
os.setxattr(probe, b'user.swift.test', b'1')  # Swift keeps what it knows of an object there.

sockets = {}
for name in ('account', 'container', 'object'):
    sockets[name] = listen(0)
    ring(name, sockets[name].getsockname()[1])
storage_policy.reload_storage_policies()
for name, socket in sockets.items():
    conf = write(f'{name}-server.conf', f'{common()}[pipeline:main]\npipeline = {name}-server\n[app:{name}-server]\nuse = egg:swift#{name}\n')
    serve(socket, loadapp(conf))

proxy = write('proxy-server.conf', f"""{common()}
[pipeline:main]
pipeline = catch_errors gatekeeper healthcheck listing_formats bulk s3api tempauth copy slo dlo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:tempauth]
use = egg:swift#tempauth
user_{ACCOUNT}_{USER} = {KEY} .admin
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:healthcheck]
use = egg:swift#healthcheck
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:bulk]
use = egg:swift#bulk
[filter:copy]
use = egg:swift#copy
[filter:slo]
use = egg:swift#slo
[filter:dlo]
use = egg:swift#dlo
""")
front = serve(listen(PORT), remembering(loadapp(proxy)))
print('ready', flush=True)
front.wait()
