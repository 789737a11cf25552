using System.Text;
using NodaTime;
using Shouldly;
using Surety.Agreements;
using Surety.Facts;
using Surety.Journal;
using Xunit;

namespace Surety.Tests.Journal;

public sealed class SuggestedTextTests
{
    static readonly Instant Known = Instant.FromUtc(2026, 11, 10, 12, 0) + Duration.FromTicks(1);

    const string Fault = """{"type":"exclusion","exclusion":"fault","from":"2026-10-06T10:00:00Z","until":"2026-10-06T10:15:00Z"}""";

    static Versions Agreement { get; } = Versions.Alone(AgreementFile.Parse("a.yaml", Encoding.UTF8.GetBytes("""
        surety: 1
        agreement: acme
        parties:
          provider:
            name: P
          customer:
            name: C
        term:
          from: 2026-01-01
          time zone: UTC
        scope:
          services:
            shop:
              fee: EUR 1.00 per month
          exclusions:
            work:
              announced: 48 h before
            own fault:
              agreed by: customer
            fault:
              agreed by: both
        metrics:
          uptime:
            measures: availability
            of: shop
            observed by: outages
            leaves out: [work, own fault, fault]
        service levels:
          up:
            metric: uptime
            per: month
            target: at least 99 %

        """)).Agreement!);

    static Result<SuggestedText> Read(ProposalKind kind, string json) => SuggestedText.Read(kind, "prp_1", "x.json", Encoding.UTF8.GetBytes(json), Agreement);

    static SuggestedText Right(ProposalKind kind, string json) => ((Result<SuggestedText>.Ok)Read(kind, json)).Value;

    static string[] Wrong(ProposalKind kind, string json) => [.. ((Result<SuggestedText>.Refused)Read(kind, json)).Problems.Select(p => $"{p.At} {p.Code}")];

    static Suggestion Suggestion(SuggestedText text, Side side = Side.Provider) => new(new("prp_1", side, text.Kind, Digest.Of(text.Bytes.Span), null), 7, Known, null, null);

    static string Lines(ReadOnlyMemory<byte> text) => Encoding.UTF8.GetString(text.Span);

    [Fact]
    public void What_is_kept_is_what_was_proposed_one_object_a_line()
    {
        var text = Right(ProposalKind.Exclusion, $$"""[ {{Fault.Replace(",", ",\n   ", StringComparison.Ordinal)}}, {{Fault.Replace("10:", "12:", StringComparison.Ordinal)}} ]""");

        Lines(text.Bytes).ShouldBe(
            """
            {"type":"exclusion","exclusion":"fault","from":"2026-10-06T10:00:00Z","until":"2026-10-06T10:15:00Z","id":"prp_1","source":"proposals"}
            {"type":"exclusion","exclusion":"fault","from":"2026-10-06T12:00:00Z","until":"2026-10-06T12:15:00Z","id":"prp_1-2","source":"proposals"}

            """);
        var kept = SuggestedText.Kept(Suggestion(text), text.Bytes)!;
        Lines(kept.Bytes).ShouldBe(Lines(text.Bytes));
        Lines(kept.Accepted(Suggestion(text), Consent.OtherSide)).ShouldBe(Lines(text.Accepted(Suggestion(text), Consent.OtherSide)));
        Lines(Right(ProposalKind.Restatement, """{ "period" : "2026-10" }""").Bytes).ShouldBe("{\"period\":\"2026-10\"}\n");
    }

    [Fact]
    public void Accepted_an_exclusion_says_who_agreed_and_an_announcement_when_it_was_told()
    {
        var fault = Right(ProposalKind.Exclusion, Fault);
        var work = Right(ProposalKind.Announcement, Fault.Replace("\"fault\"", "\"work\"", StringComparison.Ordinal));

        Lines(fault.Accepted(Suggestion(fault), Consent.OtherSide)).ShouldEndWith(""","source":"proposals","agreed by":["provider","customer"]}""" + "\n");
        Lines(fault.Accepted(Suggestion(fault), Consent.SecondPerson)).ShouldEndWith(""","agreed by":["provider","customer"]}""" + "\n");
        Lines(work.Accepted(Suggestion(work, Side.Customer), Consent.Text)).ShouldEndWith(""","announced":"2026-11-10T12:00:00.0000001Z","agreed by":["customer"]}""" + "\n");
        FactBatch.Read(b => SuggestedText.Read(b, "prp_1", work.Accepted(Suggestion(work), Consent.Text)), new Dictionary<(string, string), Digest>()).Accepted.ShouldBe(1);
    }

    [Theory]
    [InlineData("work", Side.Provider, false)]
    [InlineData("work", Side.Customer, false)]
    [InlineData("own fault", Side.Provider, true)]
    [InlineData("own fault", Side.Customer, false)]
    [InlineData("fault", Side.Provider, true)]
    [InlineData("fault", Side.Customer, true)]
    public void Where_a_side_keeps_the_agreement_alone_somebody_is_asked_where_the_clause_asks_for_it(string exclusion, Side proposer, bool isAsked) =>
        Right(ProposalKind.Exclusion, Fault.Replace("\"fault\"", $"\"{exclusion}\"", StringComparison.Ordinal)).Needs(Agreement, proposer, proposer).Count.ShouldBe(isAsked ? 1 : 0);

    [Fact]
    public void Where_both_take_part_the_other_side_is_asked_before_time_is_left_out() =>
        Right(ProposalKind.Exclusion, Fault.Replace("\"fault\"", "\"work\"", StringComparison.Ordinal)).Needs(Agreement, Side.Provider, null).ShouldBe([Side.Customer]);

    [Theory]
    [InlineData("work", Side.Provider, null, false)]
    [InlineData("work", Side.Customer, null, true)]
    [InlineData("own fault", Side.Customer, null, false)]
    [InlineData("own fault", Side.Provider, null, true)]
    [InlineData("fault", Side.Provider, null, true)]
    [InlineData("work", Side.Customer, Side.Customer, false)]
    public void Work_is_announced_by_the_provider_whose_work_it_is_unless_the_clause_names_somebody(string exclusion, Side proposer, Side? keptBy, bool isAsked) =>
        Right(ProposalKind.Announcement, Fault.Replace("\"fault\"", $"\"{exclusion}\"", StringComparison.Ordinal)).Needs(Agreement, proposer, keptBy).Count.ShouldBe(isAsked ? 1 : 0);

    [Theory]
    [InlineData("work", false)]
    [InlineData("own fault", false)]
    [InlineData("fault", true)]
    public void What_the_customer_announced_under_the_rule_of_before_asks_whom_the_clause_names(string exclusion, bool isAsked) =>
        Right(ProposalKind.Announcement, Fault.Replace("\"fault\"", $"\"{exclusion}\"", StringComparison.Ordinal)).Needs(Agreement, Side.Customer, null, asBefore: true).Count.ShouldBe(isAsked ? 1 : 0);

    [Fact]
    public void What_is_said_to_have_been_announced_is_confirmed_by_somebody_else() =>
        Right(ProposalKind.Exclusion, Fault.Replace("\"fault\"", "\"work\", \"announced\":\"2026-09-01T10:00:00Z\"", StringComparison.Ordinal)).Needs(Agreement, Side.Provider, Side.Provider).Count.ShouldBe(1);

    [Fact]
    public void Corrections_and_restatements_always_ask_the_other_side()
    {
        Right(ProposalKind.Restatement, """{"period":"2026-10"}""").Needs(Agreement, Side.Customer, null).ShouldBe([Side.Provider]);
        Right(ProposalKind.Correction, """{"type":"outage","id":"b","source":"probe","supersedes":"a","from":"2026-10-06T10:00:00Z"}""").Needs(Agreement, Side.Provider, null).ShouldBe([Side.Customer]);
    }

    [Fact]
    public void What_is_wrong_is_told_at_its_JSON_pointer()
    {
        Wrong(ProposalKind.Exclusion, "{").ShouldBe(["x.json:1:2 proposal.json"]);
        Wrong(ProposalKind.Exclusion, "7").ShouldBe(["x.json proposal.json"]);
        Wrong(ProposalKind.Exclusion, "[]").ShouldBe(["x.json proposal.empty"]);
        Wrong(ProposalKind.Exclusion, """{"type":"outage","from":"2026-10-06T10:00:00Z"}""").ShouldBe(["x.json#/type proposal.type"]);
        Wrong(ProposalKind.Exclusion, """{"labels":{"a/b":{}},"type":"exclusion"}""").ShouldBe(["x.json#/labels/a~1b fact.kind"]);
        Wrong(ProposalKind.Exclusion, """{"type":"exclusion","exclusion":"ä work","from":"now","until":"then"}""").ShouldBe(["x.json#/exclusion proposal.exclusion", "x.json#/from fact.instant", "x.json#/until fact.instant"]);
        Wrong(ProposalKind.Announcement, Fault.Replace("\"from\"", "\"announced\":\"2026-10-01T00:00:00Z\",\"from\"", StringComparison.Ordinal)).ShouldBe(["x.json#/announced proposal.announced"]);
        Wrong(ProposalKind.Correction, Fault).ShouldBe(["x.json proposal.correction"]);
        Wrong(ProposalKind.Restatement, """{"period":"2026-1","why":1}""").ShouldBe(["x.json#/why proposal.unknown-key", "x.json#/period proposal.period"]);
    }

    [Fact]
    public void Any_bytes_are_a_proposal_or_are_refused()
    {
        var random = new Random(11);
        byte[][] seeds = [Encoding.UTF8.GetBytes(Fault), Encoding.UTF8.GetBytes("""[{"type":"outage","id":"b","source":"ä","supersedes":"a","labels":{"x/~":"\ud83d\ude00"},"from":"2026-10-06T10:00:00Z","affected":1e2}]"""), Encoding.UTF8.GetBytes("""{"period":"2026-10"}""")];
        for (var i = 0; i < 4000; i++)
        {
            var bytes = seeds[random.Next(seeds.Length)].ToArray();
            for (var n = random.Next(1, 4); n > 0; n--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var kind = (ProposalKind)random.Next(4);
            if (SuggestedText.Read(kind, "prp_1", "x", bytes, Agreement) is not Result<SuggestedText>.Ok { Value: var text }) continue;
            SuggestedText.Kept(Suggestion(text), text.Bytes).ShouldNotBeNull();
            _ = SuggestedText.Kept(Suggestion(text), bytes);
            _ = text.Accepted(Suggestion(text), Consent.OtherSide);
        }
    }
}
