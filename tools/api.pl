#!/usr/bin/perl
# api.pl HEADER... - what the public headers promise.
#   (default)       the KL_API functions, one a line, sorted
#   --map           the linker's version script that exports exactly these
#   --undocumented  those without a doc comment; a comment counts for its paragraph
use strict;
use warnings;

my $mode = @ARGV && $ARGV[0] =~ /^--/ ? shift : '--names';
my (%functions, @undocumented);

for my $file (@ARGV) {
    open my $in, '<', $file or die "$file: $!\n";
    my $text = do { local $/; <$in> };
    # Blank lines inside comments must not split a paragraph.
    $text =~ s{/\*.*?\*/}{ (my $c = $&) =~ s/\n\s*\*?\s*(?=\n)/\n */g; $c }gse;
    for my $paragraph (split /\n\s*\n/, $text) {
        (my $code = $paragraph) =~ s{/\*.*?\*/}{}gs;
        $code =~ s{//[^\n]*}{}g;
        my @names = $code =~ /^\s*KL_API\b[^;{]*?\b(kl_\w+)\s*\(/mg;
        $functions{$_} = 1 for @names;
        # The paragraph's first declaration must come after a comment.
        push @undocumented, map { "$file: $_" } @names
            if @names && $paragraph !~ m{^.*?/\*.*?\*/.*?^\s*KL_API}ms;
    }
}

if ($mode eq '--names') {
    print "$_\n" for sort keys %functions;
} elsif ($mode eq '--map') {
    print "/* Written by tools/api.pl --map: the functions marked KL_API in include/kernlink/. */\n";
    print "KERNLINK_0.1 {\nglobal:\n", (map { "    $_;\n" } sort keys %functions);
    print "local:\n    *;\n};\n";
} elsif ($mode eq '--undocumented') {
    print "$_\n" for @undocumented;
} else {
    die "usage: $0 [--names|--map|--undocumented] HEADER...\n";
}
