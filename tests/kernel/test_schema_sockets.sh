#!/bin/bash
# Sockets as ss(8) asks for them, and IPsec as ip-xfrm(8) speaks it: the tables must know all of it,
# and agree with what the tools show.
. "$(dirname "$0")/lib.sh"
AUDIT=$(dirname "$KERNLINK")/tests/audit
PATH=$PATH:/usr/sbin:/sbin
for tool in ss ip jq python3; do
    command -v $tool >/dev/null || skip_all "$tool is not installed"
done
[[ -n ${KL_TEST_VM-} ]] && modprobe -a tcp_diag udp_diag raw_diag unix_diag netlink_diag packet_diag \
    vsock_diag vsock_loopback sctp_diag tcp_bbr tcp_vegas tcp_dctcp xfrm_user esp4 esp6 ah4 ipcomp 2>/dev/null
ip link set lo up

audited() { # NAME: runs the script on the input, and wants no complaint
    cat >"$TMP/script"
    "$AUDIT" "$TMP/traffic" bash -c "exec bash '$TMP/script' >'$TMP/output' 2>&1" \
        >"$TMP/complaints" 2>"$TMP/count"
    # Links are another test's.
    is "$(grep -v '^rt-' "$TMP/complaints" | sort -u | head -n 20)" '' \
        "$1: the tables know all of it ($(<"$TMP/count"))"
}

traffic() { # JQ-FILTER: of the last script
    jq -rc "$1" "$TMP/traffic"
}

# Sockets of all kinds, held by a program that says when they are there.
mkfifo "$TMP/ready"
python3 - "$TMP" <<'PYTHON' &
import signal, socket, sys

held = []

def hold(what):
    try:
        held.append(what())
    except OSError as e:
        print("# not here:", e)

def pair(family, address, control=None, protocol=0):
    s = socket.socket(family, socket.SOCK_STREAM, protocol)
    s.bind(address)
    s.listen(5)
    c = socket.socket(family, socket.SOCK_STREAM, protocol)
    if control:
        c.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, control)
    c.connect(s.getsockname())
    c.send(b"x" * 1000)
    return s, c, s.accept()

hold(lambda: pair(socket.AF_INET, ("127.0.0.1", 5000)))
hold(lambda: pair(socket.AF_INET6, ("::1", 5001)))
for i, control in enumerate((b"vegas", b"bbr", b"dctcp", b"reno")):
    hold(lambda: pair(socket.AF_INET, ("127.0.0.1", 5010 + i), control))
hold(lambda: pair(socket.AF_INET, ("127.0.0.1", 5020), None, socket.IPPROTO_SCTP))
hold(lambda: pair(socket.AF_INET, ("127.0.0.1", 5030), None, 262))  # MPTCP
hold(lambda: pair(socket.AF_UNIX, sys.argv[1] + "/path"))
hold(lambda: pair(socket.AF_UNIX, "\0kl-abstract"))

def udp():
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind(("127.0.0.1", 5002))
    s.setsockopt(socket.SOL_SOCKET, 36, 0x55)
    return s

def packet():
    s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    s.bind(("lo", 3))
    s.setsockopt(263, 1, b"\1\0\0\0\1\0\0\0" + b"\0" * 8)
    return s

def vsock():
    s = socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM)
    s.bind((socket.VMADDR_CID_ANY, 99))
    s.listen(1)
    return s

def netlink():
    s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
    s.bind((0, 0xff))
    return s

for make in (udp, packet, vsock, netlink, lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)):
    hold(make)
open(sys.argv[1] + "/ready", "w").close()
signal.pause()
PYTHON
holder=$!
read -r _ <"$TMP/ready"

# Without -i for SCTP: only the request says whose INET_DIAG_INFO it is, see below.
audited ss <<'SCRIPT'
ss -anitume --tos --cgroup
ss -anwme
ss -anxme
ss -an0me --bpf
ss -an -f netlink -me
ss -an --vsock -e
ss -an --sctp -me
ss -an --xdp -e
ss -tn 'sport = :5000 and dst 127.0.0.1'
SCRIPT
is "$(traffic 'select(.family == "inet-diag" and .idiag_state == "listen" and .idiag_family == "inet") |
    select(."id.idiag_sport" >= 5000 and ."id.idiag_sport" < 5014) | ."id.idiag_sport"' | sort -un)" \
    "$(ss -tlnH4 'sport >= :5000 and sport < :5014' | awk '{ sub(/.*:/, "", $4); print $4 }' | sort -un)" \
    'who listens is told'
is "$(traffic 'select(.family == "inet-diag" and ."id.idiag_dport" == 5001 and .idiag_state == "established") |
    [."id.idiag_src", ."id.idiag_dst", .attrs.INET_DIAG_INFO.tcpi_state, .attrs.INET_DIAG_INFO.tcpi_bytes_sent]' |
    head -n 1)" '["::1","::1","established",1000]' 'a connection has its state'
is "$(traffic 'select(.family == "unix-diag" and .udiag_state == "listen") | .attrs.UNIX_DIAG_NAME // empty' |
    grep -c '^00:6b:6c:2d:61:62:73:74:72:61:63:74$')" 1 'an abstract name is there'
if [[ -n $(traffic 'select(.family == "netlink-diag") | .ndiag_portid // empty') ]]; then
    like "$(traffic 'select(.family == "netlink-diag") | .ndiag_protocol // empty' | sort -u | tr '\n' ' ')" \
        'route' 'netlink sockets are told'
else
    skip 'netlink sockets are told' 'this kernel has no netlink_diag'
fi

# info SPORT OPTION: $state is that of a connection's end, traced, and $out what ss says of it.
info() {
    run "$KERNLINK" trace -q --jsonl -o "$TMP/asked" ss -Hani "$2" "sport = :$1"
    state=$(jq -c 'select(.message.family == "inet-diag" and .message.idiag_state == "established") |
        .message.attrs.INET_DIAG_INFO // empty' "$TMP/asked" | tail -n 1)
}
info 5030 -M
if [[ $state ]]; then
    like "$out" "token:$(printf %x "$(jq .mptcpi_token <<<"$state")") " 'the state of MPTCP, as ss shows it'
else
    skip 'the state of MPTCP' 'this kernel or ss has no MPTCP'
fi
info 5020 -S
if [[ $state ]]; then
    is "$(jq -c '[.sctpi_s_type, has("tcpi_state")]' <<<"$state")" '["tcp",false]' 'the state of SCTP'
else
    skip 'the state of SCTP' 'this kernel has no SCTP'
fi
kill $holder
wait $holder 2>/dev/null

if ! ip xfrm state list >/dev/null 2>&1; then
    skip 'IPsec' 'this kernel has no xfrm'
    done_testing
fi
audited 'ip xfrm' <<'SCRIPT'
ip xfrm state add src 192.0.2.1 dst 192.0.2.2 proto esp spi 0x100 reqid 5 mode tunnel \
    enc 'cbc(aes)' 0x00112233445566778899aabbccddeeff \
    auth-trunc 'hmac(sha256)' 0x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff 128 \
    replay-window 32 flag noecn nopmtudisc mark 5 mask 0xff output-mark 7 if_id 9 \
    limit byte-soft 1000 limit byte-hard 2000 limit time-hard 100 encap espinudp 4500 4500 0.0.0.0
ip xfrm state add src 2001:db8::1 dst 2001:db8::2 proto esp spi 0x200 mode transport \
    aead 'rfc4106(gcm(aes))' 0x00112233445566778899aabbccddeeff00112233 128 replay-window 64 flag esn \
    sel src 2001:db8::1/128 dst 2001:db8::2/128 proto tcp sport 5 dport 6
ip xfrm state add src 192.0.2.1 dst 192.0.2.2 proto ah spi 0x300 mode transport \
    auth 'hmac(sha1)' 0x0011223344556677889900112233445566778899
ip xfrm state add src 192.0.2.1 dst 192.0.2.2 proto comp spi 0x40 mode transport comp deflate
ip xfrm state allocspi src 192.0.2.1 dst 192.0.2.3 proto esp mode tunnel min 0x500 max 0x600
ip xfrm policy add src 192.0.2.0/24 dst 198.51.100.0/24 proto tcp sport 1 dport 2 dir out priority 5 \
    mark 3 mask 0xf if_id 9 action allow flag icmp limit packet-soft 5 \
    tmpl src 192.0.2.1 dst 192.0.2.2 proto esp reqid 5 mode tunnel tmpl proto comp level use
ip xfrm policy add src 2001:db8::/64 dst 2001:db8:1::/64 dir in ptype main action block
ip -s xfrm state
ip -s xfrm policy
ip xfrm state get src 192.0.2.1 dst 192.0.2.2 proto esp spi 0x100 mark 5
ip xfrm policy get src 2001:db8::/64 dst 2001:db8:1::/64 dir in
ip xfrm state list src 192.0.2.0/24
ip -s xfrm state count
ip -s xfrm policy count
ip xfrm policy set hthresh4 24 32
ip xfrm policy setdefault in block
ip xfrm policy getdefault
ip xfrm state delete src 192.0.2.1 dst 192.0.2.2 proto ah spi 0x300
ip xfrm policy delete src 2001:db8::/64 dst 2001:db8:1::/64 dir in
ip xfrm state flush
ip xfrm policy flush
SCRIPT
is "$(traffic 'select(.command == "newsa" and ."id.spi" == 256) |
    [."id.daddr", .saddr, .mode, .reqid, .attrs.XFRMA_ALG_CRYPT.alg_name, .attrs.XFRMA_ENCAP.encap_dport,
     .attrs.XFRMA_MARK.v]' | head -n 1)" \
    '["192.0.2.2","192.0.2.1","tunnel",5,"cbc(aes)",4500,5]' 'a state is what was asked for'
is "$(traffic 'select(.command == "newpolicy" and .dir == "out") | [.sel.daddr, .sel.prefixlen_d, .action,
    (.attrs.XFRMA_TMPL | map(."id.proto"))]' | sort -u)" '["198.51.100.0",24,"allow",["esp","comp"]]' \
    'a policy is what was asked for'
is "$(traffic 'select(.command == "getdefault" or .command == "setdefault") | .in // empty' | sort -u | head -n 1)" \
    block 'a default is told'
done_testing
