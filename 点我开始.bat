@echo off
rem 双击本文件打开网页。第一次会自动准备运行环境，请稍候。
cd /d "%~dp0"
title 长沙市开放型经济月报
if exist "%~dp0python\python.exe" goto own
where py >nul 2>nul
if not errorlevel 1 goto launcher
where python >nul 2>nul
if not errorlevel 1 goto plain
echo 没有找到 Python。请安装 Python 3.11 或更高版本（安装时勾选“Add python.exe to PATH”），再双击本文件。
pause
exit /b 2

:own
"%~dp0python\python.exe" -m toolkit serve %*
goto ended

:launcher
py -3 -m toolkit serve %*
goto ended

:plain
python -m toolkit serve %*

:ended
if errorlevel 2 pause
