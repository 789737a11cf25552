using System.Buffers.Binary;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Surety.Facts;
using Xunit;

namespace Surety.Tests.Facts;

public sealed class FactColumnsTests
{
    static readonly string[] Night =
    [
        .. Enumerable.Range(0, 50).Select(i => $"{{'type':'state','service':'a','at':'2026-10-01T00:{i:D2}:00Z','state':'{(i % 7 == 3 ? "down" : "up")}'}}"),
        .. Enumerable.Range(0, 50).Select(i => $"{{'type':'sample','service':'a','region':'Köln','at':'2026-10-01T00:{i:D2}:{i * i % 60:D2}Z','value':{i}.25}}"),
        .. Enumerable.Range(0, 20).Select(i => $"{{'type':'count','service':'b','from':'2026-10-01T00:{i:D2}:00Z','until':'2026-10-01T00:{i + 1:D2}:00Z','good':{i},'total':{i + 9}}}"),
        "{'type':'state','service':'a','at':'2026-10-01T00:10:00Z','state':'down'}",
        "{'type':'state','id':'s1','service':'c','at':'2026-10-01T00:10:00Z','state':'down','known':'2026-10-02T00:00:00Z'}",
        "{'type':'state','id':'s2','service':'c','at':'2026-10-01T00:10:00Z','state':'up','supersedes':'s1','known':'2026-10-03T00:00:00Z'}",
        "{'type':'exclusion','id':'w1','exclusion':'planned work','service':'a','from':'2026-10-01T00:05:00Z','until':'2026-10-01T00:06:00Z','agreed by':['customer','provider']}",
        "{'type':'ticket','service':'a','ticket':'T-1','event':'opened','priority':'P1','at':'2026-10-01T00:10:00Z'}",
        "{'type':'outage','service':'a','from':'yesterday'}",
    ];

    static FactBuilder Original(params string[] lines)
    {
        var builder = new FactBuilder(keepsRows: true);
        JsonLines.Read(builder, "folder/probe.jsonl", Encoding.UTF8.GetBytes(string.Join('\n', lines).Replace('\'', '"')));
        JsonLines.Read(builder, "other.jsonl", "{\"type\":\"state\",\"service\":\"a\",\"at\":\"2026-10-01T02:00:00Z\",\"state\":\"up\"}"u8.ToArray());
        return builder;
    }

    static byte[] Written(FactBuilder builder)
    {
        using var output = new MemoryStream();
        FactColumns.Write(builder, output);
        return output.ToArray();
    }

    static FactBuilder Read(params byte[][] files)
    {
        var builder = new FactBuilder(keepsRows: true);
        foreach (var file in files) FactColumns.Read(builder, "night.columns", file);
        return builder;
    }

    /// <summary>Everything that a builder says.</summary>
    static List<string> Said(FactBuilder builder, string? knownAt = null)
    {
        var facts = builder.Build(knownAt is null ? null : Fact.At(knownAt));
        return
        [
            .. facts.Files,
            .. facts.States.Select(s => $"{s.Labels} {string.Join(' ', s.At.Zip(s.State, s.Origins))}"),
            .. facts.Values.Select(s => $"{s.Kind} {s.Labels} {string.Join(' ', s.At.Zip(s.Value, s.Origins))}"),
            .. facts.Counts.Select(s => $"{s.Labels} {string.Join(' ', s.From.Zip(s.Until, s.Good))} {string.Join(' ', s.Total.Zip(s.Origins))}"),
            .. facts.Exclusions.Select(e => $"{e} {string.Join('+', e.AgreedBy)}"),
            .. Enumerable.Range(0, facts.Tickets.Count).Select(t => $"{facts.Tickets.IdOf(t)} {facts.Tickets.LabelsOf(t)}"),
            .. Enumerable.Range(0, facts.Tickets.Count).SelectMany(facts.Tickets.EventsOf).Select(e => $"{e}"),
            .. facts.Tickets.About.Select(a => $"about {a}"),
            .. facts.Tickets.Doubts.Select(d => $"{d}"),
            .. builder.Counts.Select(c => $"{c.File} {c.Accepted} {c.Duplicates} {c.Refused} {string.Join(' ', c.RefusedLines)}"),
            .. builder.Problems.Select(p => $"{p}"),
        ];
    }

    [Theory]
    [InlineData(null)]
    [InlineData("2026-10-01T00:20:30Z")]
    [InlineData("2026-10-02T12:00:00Z")]
    [InlineData("2026-10-03T12:00:00Z")]
    public void A_file_of_columns_says_what_the_files_say_that_it_was_made_of(string? knownAt) =>
        Said(Read(Written(Original(Night))), knownAt).ShouldBe(Said(Original(Night), knownAt));

    [Fact]
    public void Written_again_it_is_the_same_byte_for_byte() => Written(Read(Written(Original(Night)))).ShouldBe(Written(Original(Night)));

    [Fact]
    public void Two_files_of_columns_add_up_as_the_files_they_were_made_of()
    {
        var (first, second) = (Original(Night[..30]), Original([.. Night[20..40], .. Night[45..]]));

        var both = Read(Written(first), Written(second));

        var expected = new FactBuilder();
        foreach (var lines in new[] { Night[..30], [.. Night[20..40], .. Night[45..]] })
        {
            JsonLines.Read(expected, "folder/probe.jsonl", Encoding.UTF8.GetBytes(string.Join('\n', lines).Replace('\'', '"')));
            JsonLines.Read(expected, "other.jsonl", "{\"type\":\"state\",\"service\":\"a\",\"at\":\"2026-10-01T02:00:00Z\",\"state\":\"up\"}"u8.ToArray());
        }
        Said(both).ShouldBe(Said(expected));
    }

    // Plain ones, and now and then one that is not: an id, known later, corrected, said twice, at one instant with another, with labels of its own.
    static Gen<string> TicketLine() =>
        from ticket in Gen.Elements("T-1", "T-2", "Ä-3", "\uFF5E-4", "\U0001F600-5")
        from happened in Gen.Elements("opened", "assigned", "replied", "waiting", "resumed", "status','to':'open", "status','to':'on hold", "priority','to':'P1", "priority','priority':'P2", "resolved", "closed", "reopened", "noted")
        from minute in Gen.Choose(0, 40)
        from rest in Gen.Frequency(
            (8, Gen.Constant("")), (2, Gen.Constant(",'priority':'P1','region':'eu'")), (1, Gen.Constant(",'region':'us','by':'provider'")))
        from odd in Gen.Frequency((40, Gen.Constant("")), (1, Gen.Constant(",'id':'e1'")), (1, Gen.Constant(",'id':'e2','supersedes':'e1'")), (1, Gen.Constant(",'known':'2026-10-01T00:50:00Z'")), (1, Gen.Constant(",'nonsense':'1'")))
        select $"{{'type':'ticket','ticket':'{ticket}','event':'{happened}','at':'2026-10-01T00:{minute:D2}:00Z'{rest}{odd}}}";

    [Fact]
    public void Tickets_in_columns_are_the_tickets_of_their_lines() => Prop.ForAll(
        TicketLine().ListOf(12).ToArbitrary(), TicketLine().ListOf(3).ToArbitrary(), Gen.Choose(0, 60).ToArbitrary(), (first, second, minute) =>
        {
            string[][] files = [[.. first], [.. second]];
            var (alone, together) = (new FactBuilder(), new FactBuilder());
            foreach (var lines in files[..1]) JsonLines.Read(alone, "tickets.jsonl", Bytes(lines));
            foreach (var lines in files) JsonLines.Read(together, "tickets.jsonl", Bytes(lines));
            var columns = files.Select(lines => Written(Kept(lines))).ToArray();
            var knownAt = minute == 60 ? null : $"2026-10-01T00:{minute:D2}:00Z";

            Said(Read(columns[0]), knownAt).ShouldBe(Said(alone, knownAt));
            Said(Read(columns), knownAt).ShouldBe(Said(together, knownAt));
            var beside = Read(columns[0]);
            JsonLines.Read(beside, "tickets.jsonl", Bytes(files[1]));
            Said(beside, knownAt).ShouldBe(Said(together, knownAt));
            Written(Read(columns[0])).ShouldBe(columns[0]);
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    static byte[] Bytes(string[] lines) => Encoding.UTF8.GetBytes(string.Join('\n', lines).Replace('\'', '"'));

    static FactBuilder Kept(string[] lines)
    {
        var builder = new FactBuilder(keepsRows: true);
        JsonLines.Read(builder, "tickets.jsonl", Bytes(lines));
        return builder;
    }

    [Fact]
    public void Plain_tickets_are_not_kept_as_rows()
    {
        string[] lines = [.. Enumerable.Range(0, 1_000).Select(i => $"{{'type':'ticket','ticket':'T{i / 4:D3}','event':'{(i % 4 == 0 ? "opened" : "noted")}','at':'2026-10-01T{i / 60:D2}:{i % 60:D2}:00Z'}}")];

        var written = Written(Kept(lines));

        written.Length.ShouldBeLessThan(1_000 * 24);
        Read(written).Build().Tickets.Count.ShouldBe(250);
    }

    [Fact]
    public void A_regular_probe_takes_a_byte_a_sample()
    {
        string[] lines = [.. Enumerable.Range(0, 1000).Select(i => $"{{'type':'state','service':'a','at':'2026-10-01T{i / 60:D2}:{i % 60:D2}:00Z','state':'up'}}")];

        Written(Original(lines)).Length.ShouldBeLessThan(1_400);
    }

    [Fact]
    public void Any_altered_byte_is_found_out_and_nothing_is_read()
    {
        var whole = Written(Original(Night));

        for (var at = 0; at < whole.Length; at++)
        {
            var altered = whole.ToArray();
            altered[at] ^= (byte)(1 << (at % 8));
            ShouldBeRefused(altered);
        }
    }

    [Fact]
    public void A_file_that_was_cut_or_continued_is_refused()
    {
        var whole = Written(Original(Night));

        for (var length = 0; length < whole.Length; length += 13) ShouldBeRefused(whole[..length]);
        ShouldBeRefused([.. whole, 0]);
        ShouldBeRefused("{}"u8.ToArray());
    }

    static void ShouldBeRefused(byte[] bytes)
    {
        var builder = Read(bytes);

        builder.Problems.ShouldHaveSingleItem().Code.ShouldBe("facts.columns");
        builder.Problems[0].Mend.ShouldNotBeNull();
        builder.Build().States.ShouldBeEmpty();
        builder.Counts.ShouldHaveSingleItem().File.ShouldBe("night.columns");
    }

    [Fact]
    public void Whatever_stands_behind_a_right_checksum_gives_facts_or_a_refusal() => Prop.ForAll(
        Gen.Choose(64, 6_000).ListOf(3).ToArbitrary(), ArbMap.Default.ArbFor<byte>(), (places, value) =>
        {
            var bytes = Written(Original(Night));
            foreach (var place in places) bytes[place % bytes.Length] = value;
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(24), Checksum.Of(bytes.AsMemory(32)));

            var builder = Read(bytes);
            builder.Build();
            if (builder.Problems.FirstOrDefault(p => p.Code == "facts.columns") is not null) builder.Counts.ShouldHaveSingleItem();
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));

    [Fact]
    public void The_checksum_of_blocks_is_the_same_whoever_cuts_them()
    {
        byte[] bytes = [.. Enumerable.Range(0, (3 * Checksum.Block) + 77).Select(i => unchecked((byte)(i * 31)))];

        Checksum.Of(bytes).ShouldBe(Checksum.Fold(bytes.Chunk(Checksum.Block).Select(b => Checksum.OfBlock(b))));
        Checksum.Of(bytes).ShouldNotBe(Checksum.Of(bytes.AsMemory(8)));
    }

    [Fact]
    public void What_was_taken_once_stays_what_it_is()
    {
        var bytes = Written(Original("{'type':'outage','id':'o-o','service':'a','from':'2026-10-01T00:05:00Z','until':'2026-10-01T00:06:00Z'}"));
        bytes[bytes.AsSpan().IndexOf("o-o"u8) + 1] = 0;
        BitConverter.TryWriteBytes(bytes.AsSpan(24), Checksum.Of(bytes.AsMemory(32)));

        var again = Read(bytes);
        var sent = new FactBuilder();
        JsonLines.Read(sent, "sent.jsonl", """{"type":"outage","id":"o\u0000o","service":"a","from":"2026-10-01T00:05:00Z"}"""u8.ToArray());

        again.Problems.ShouldBeEmpty();
        again.Build().Outages.ShouldHaveSingleItem().Id.ShouldBe("o\0o");
        sent.Problems.ShouldHaveSingleItem().Code.ShouldBe("fact.text");
    }
}
