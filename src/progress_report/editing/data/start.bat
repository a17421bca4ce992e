@echo off
chcp 65001 >nul
pushd "%~dp0"
set run=
where report >nul 2>nul && set run=report
set known="%USERPROFILE%\report\Scripts\report.exe"
if not defined run if exist %known% set run=%known%
if not defined run py -m progress_report --version >nul 2>nul && set run=py -m progress_report
if not defined run python -m progress_report --version >nul 2>nul && set run=python -m progress_report
if defined run (
  %run% serve
  if errorlevel 1 pause
  exit /b
)
echo 本机还没有安装 Python 3.11 以上版本，或者还没有安装本程序。
echo 请按使用手册“Windows 与 WPS”一页的步骤安装，再双击本文件。
echo Install Python 3.11 or later and this program: see the page "Windows and WPS" of the manual.
pause
