#!/bin/sh
cd "$(dirname "$0")" || exit
run=
for known in report "$HOME/report/bin/report"; do
  [ -z "$run" ] && command -v "$known" >/dev/null && run=$known
done
if [ -n "$run" ]; then
  "$run" serve && exit
elif python3 -m progress_report --version >/dev/null 2>&1; then
  python3 -m progress_report serve && exit
else
  echo '本机还没有安装 Python 3.11 以上版本，或者还没有安装本程序。请按使用手册安装，再双击本文件。'
  echo 'Install Python 3.11 or later and this program first: see the manual.'
fi
printf '按回车键关闭 (Enter) '
read -r _
exit 1
