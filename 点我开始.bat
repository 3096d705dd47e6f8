@echo off
rem 打开网页。第一次会自动准备运行环境，请稍候。
title 长沙市开放型经济月报
if not exist "%~dp0toolkit\__main__.py" goto packed
cd /d "%~dp0" 2>nul
if errorlevel 1 goto share
if exist "%~dp0python\python.exe" goto own
rem 逐个试运行：只装了启动器、或只有应用商店的占位程序，都不算装了 Python
py -3 -c "" >nul 2>nul
if not errorlevel 1 goto launcher
python -c "" >nul 2>nul
if not errorlevel 1 goto plain
echo 没有找到 Python。请安装 Python 3.11 或更高版本（安装时勾选“Add python.exe to PATH”），再双击本文件。
pause
exit /b 2

:packed
echo 没有找到程序文件。请先把压缩包完整解压到本机的一个文件夹，再双击其中的“点我开始”。
pause
exit /b 2

:share
echo 不能在网络位置直接运行。请把整个文件夹复制到本机硬盘，再双击其中的“点我开始”。
pause
exit /b 2

:own
"%~dp0python\python.exe" "%~dp0toolkit\__main__.py" serve %*
goto ended

:launcher
py -3 -m toolkit serve %*
goto ended

:plain
python -m toolkit serve %*

:ended
if errorlevel 2 pause
