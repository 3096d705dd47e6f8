#!/bin/sh
# 打开网页。第一次会自动准备运行环境，请稍候。
cd "$(dirname "$0")" || exit 2
for python in ./python/bin/python3 python3 python3.13 python3.12 python3.11; do
    if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        exec "$python" -m toolkit serve "$@"
    fi
done
echo "没有找到 Python 3.11 或更高版本：请安装后重试。" >&2
exit 2
