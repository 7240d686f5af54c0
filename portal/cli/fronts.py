"""Configurations of a front that speaks HTTPS for the portal; held by tests that run them as they are printed."""

from portal.config import Settings

TOLD = """\
# Trong portal.toml của cổng văn bản, rồi khởi động lại cổng:
#   host = "127.0.0.1"
#   https = true
#   trusted_proxy = "127.0.0.1"
# Chứng thư do “portal tls init” lập; cổng tự gia hạn, máy chủ phía trước cần nạp lại mỗi tuần: {reload}
"""

NGINX = """\
# /etc/nginx/conf.d/cong-van-ban.conf
{told}
server {{
    listen {https_port} ssl;
    server_name {names};
    ssl_certificate {chain};
    ssl_certificate_key {key};
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;
    ssl_session_cache shared:van_ban:2m;
    server_tokens off;

    # Chỉ bật khi mọi máy đã cài chứng thư gốc:
    # add_header Strict-Transport-Security "max-age=31536000" always;

    client_max_body_size {limit};
    client_body_timeout 60s;
    gzip on;
    gzip_proxied any;
    gzip_types text/css text/javascript application/javascript application/json image/svg+xml;

    location / {{
        proxy_pass http://127.0.0.1:{port};
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_set_header Host $http_host;
        proxy_set_header X-Forwarded-Host $http_host;
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header X-Forwarded-Proto $scheme;
        proxy_connect_timeout 5s;
        proxy_read_timeout 120s;
        proxy_send_timeout 120s;
    }}
}}

# HTTP: chỉ trang cài chứng thư gốc, còn lại chuyển sang HTTPS.
server {{
    listen {http_port};
    server_name {names};
    server_tokens off;
    location ~ ^/(tls|static)(/|$) {{
        proxy_pass http://127.0.0.1:{port};
        proxy_set_header Host $http_host;
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header X-Forwarded-Proto $scheme;
    }}
    location / {{
        return 307 https://$host{https_suffix}$request_uri;
    }}
}}
"""

CADDY = """\
# /etc/caddy/Caddyfile
{told}# Tài khoản caddy phải đọc được tệp chứng thư: setfacl -m u:caddy:x {folders} && setfacl -m u:caddy:r {chain}
# (sau mỗi lần gia hạn cũng vậy), hoặc thay dòng tls bằng “tls internal” để Caddy tự lập chứng thư gốc của nó.
{{
    admin off
    auto_https off
}}

(cong_van_ban) {{
    reverse_proxy 127.0.0.1:{port} {{
        transport http {{
            dial_timeout 5s
            read_timeout 120s
            write_timeout 120s
        }}
    }}
}}

{https_names} {{
    tls {chain} {key}
    encode gzip
    request_body {{
        max_size {limit_caddy}
    }}
    # Gửi quá giới hạn: Caddy tự trả lời, không chuyển cho cổng văn bản.
    @too_large expression `{{header.Content-Length}} != "" && int({{header.Content-Length}}) > {limit_bytes}`
    respond @too_large 413
    # Chỉ bật khi mọi máy đã cài chứng thư gốc:
    # header Strict-Transport-Security "max-age=31536000"
    import cong_van_ban
}}

# HTTP: chỉ trang cài chứng thư gốc, còn lại chuyển sang HTTPS.
{http_names} {{
    @root path /tls /tls/* /static/*
    handle @root {{
        import cong_van_ban
    }}
    handle {{
        redir https://{{host}}{https_suffix}{{uri}} 307
    }}
}}
"""

FRONTS = {"nginx": (NGINX, "nginx -s reload"), "caddy": (CADDY, "systemctl restart caddy")}


def configuration(front: str, settings: Settings, *, https_port: int = 443, http_port: int = 80) -> str:
    """The file for one front, filled in for this office."""
    text, reload = FRONTS[front]
    chain, key = settings.certificate_files
    names = [f"[{one}]" if ":" in one else one for one in settings.hosts]
    megabytes = -(-settings.request_limit // 1024**2)
    return text.format(
        told=TOLD.format(reload=reload), chain=chain, key=key or chain, folders=f"{settings.data} {chain.parent}",
        port=settings.port, names=" ".join(names), https_port=https_port, http_port=http_port, limit=f"{megabytes}m",
        limit_caddy=f"{megabytes}MiB", limit_bytes=megabytes * 1024**2,
        https_suffix="" if https_port == 443 else f":{https_port}",
        https_names=", ".join(f"https://{one}:{https_port}" for one in names),
        http_names=", ".join(f"http://{one}:{http_port}" for one in names),
    )
