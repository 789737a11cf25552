using System.Text;
using NodaTime;
using Shouldly;
using Surety.Journal;
using Xunit;

namespace Surety.Tests.Journal;

public sealed class EntryTests
{
    static readonly Digest Hash = Digest.Of("a text"u8);
    static readonly Instant Noon = Instant.FromUtc(2026, 11, 10, 12, 0) + Duration.FromTicks(1);

    static readonly Recorded[] Everything =
    [
        new Recorded.Opened("acme", SpaceKind.Agreement, null), new Recorded.Opened("platform-eu", SpaceKind.Feed, Side.Customer),
        new Recorded.KeyAdded(Side.Provider, [1, 2, 255], null, []), new Recorded.KeyAdded(null, [1], Hash, [9, 9]),
        new Recorded.KeyRevoked(Hash, [1, 2, 3]),
        new Recorded.Proposed(3, new(2026, 4, 1), Hash, [new("gold terms 7.yaml", Hash), new("ä \"quoted\".yaml", default)], "de", Hash),
        new Recorded.Signed(3, Side.Customer, Hash, [0, 127, 128]),
        new Recorded.Received("october.jsonl~12ab", 12, 3, 1, Hash),
        new Recorded.Compacted(3, 900, Hash),
        new Recorded.Published("2026-10", 1, Noon, 41, [new("platform-eu", 7, Hash)], Hash, 1, Hash, Hash), new Recorded.Published("2026-Q3", 0, Noon, 1, [], Hash, 1, Hash, null),
        new Recorded.Stepped("2026-10", LifeStep.CommentEnded, Noon), new Recorded.Stepped("2026-10", LifeStep.Final, Noon),
        new Recorded.Exported(17),
        new Recorded.Suggested("prp_7k2m", Side.Provider, ProposalKind.Exclusion, Hash, Hash), new Recorded.Suggested("prp_A-1_b", Side.Customer, ProposalKind.Announcement, Hash, null),
        new Recorded.Suggested("prp_3", Side.Customer, ProposalKind.Correction, Hash, Hash), new Recorded.Suggested("prp_4", Side.Provider, ProposalKind.Restatement, Hash, Hash),
        new Recorded.Answered("prp_7k2m", Side.Customer, ProposalAnswer.Accepted, Consent.OtherSide, null), new Recorded.Answered("prp_3", Side.Customer, ProposalAnswer.Accepted, Consent.SecondPerson, Hash),
        new Recorded.Answered("prp_A-1_b", Side.Customer, ProposalAnswer.Accepted, Consent.Text, null), new Recorded.Answered("prp_4", Side.Customer, ProposalAnswer.Refused, null, Hash), new Recorded.Answered("prp_4", Side.Provider, ProposalAnswer.Withdrawn, null, null),
        new Recorded.Erased(12),
    ];

    [Fact]
    public void Every_entry_is_read_as_it_was_written()
    {
        foreach (var what in Everything)
        {
            var entry = new Entry(5, Noon, Hash, "key-of-the-probe", what);

            Entry.Read(entry.ToBytes()).ShouldBe(entry);
            Entry.Read((entry with { By = null }).ToBytes()).ShouldBe(entry with { By = null });
        }
        Everything.Select(w => w.GetType()).Distinct().Count().ShouldBe(typeof(Recorded).GetNestedTypes().Length);
    }

    [Fact]
    public void The_bytes_of_an_entry_are_frozen()
    {
        var entry = new Entry(2, Noon, default, null, new Recorded.Received("october.jsonl~12ab", 12, 3, 1, Hash));

        Encoding.UTF8.GetString(entry.ToBytes()).ShouldBe(
            $$"""{"seq":2,"known":"2026-11-10T12:00:00.0000001Z","previous":"{{new string('0', 64)}}","by":null,"kind":"facts","batch":"october.jsonl~12ab","accepted":12,"duplicates":3,"refused":1,"evidence":"{{Hash}}"}""");
    }

    [Fact]
    public void The_bytes_of_proposals_and_answers_are_frozen()
    {
        var proposed = new Entry(7, Noon, default, "person:per_1", new Recorded.Suggested("prp_7k2m", Side.Provider, ProposalKind.Exclusion, Hash, null));
        var answered = new Entry(8, Noon, default, null, new Recorded.Answered("prp_7k2m", Side.Customer, ProposalAnswer.Accepted, Consent.OtherSide, Hash));

        Encoding.UTF8.GetString(proposed.ToBytes()).ShouldBe(
            $$"""{"seq":7,"known":"2026-11-10T12:00:00.0000001Z","previous":"{{new string('0', 64)}}","by":"person:per_1","kind":"suggested","proposal":"prp_7k2m","side":"provider","what":"exclusion","text":"{{Hash}}","reason":null}""");
        Encoding.UTF8.GetString(answered.ToBytes()).ShouldBe(
            $$"""{"seq":8,"known":"2026-11-10T12:00:00.0000001Z","previous":"{{new string('0', 64)}}","by":null,"kind":"answered","proposal":"prp_7k2m","side":"customer","answer":"accepted","consent":"other side","reason":"{{Hash}}"}""");
    }

    [Fact]
    public void Whatever_is_written_otherwise_is_no_entry()
    {
        var right = Encoding.UTF8.GetString(new Entry(2, Noon, Hash, null, new Recorded.Exported(17)).ToBytes());
        string[] wrong =
        [
            right + " ", " " + right, right.Replace("17", "17.0", StringComparison.Ordinal), right.Replace("\"seq\":2", "\"seq\": 2", StringComparison.Ordinal), right.Replace("17}", "17,\"more\":1}", StringComparison.Ordinal),
            right.Replace("12:00:00.0000001Z", "12:00:00.00000010Z", StringComparison.Ordinal), right.Replace("export", "exported", StringComparison.Ordinal), right[..^1], "", "null", "[]", "{}", right.Replace(Hash.ToString(), Hash.ToString().ToUpperInvariant(), StringComparison.Ordinal),
        ];

        foreach (var text in wrong) Entry.Read(Encoding.UTF8.GetBytes(text)).ShouldBeNull(text);
        Entry.Read(Encoding.UTF8.GetBytes(right)).ShouldNotBeNull();
    }

    [Fact]
    public void Any_bytes_give_an_entry_or_none()
    {
        var random = new Random(7);
        foreach (var what in Everything)
        {
            var bytes = new Entry(5, Noon, Hash, "k", what).ToBytes();
            for (var i = 0; i < 300; i++)
            {
                var changed = bytes.ToArray();
                changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
                // What can still be read says something else.
                if (Entry.Read(changed) is { } other) other.ToBytes().ShouldBe(changed);
            }
        }
    }
}
