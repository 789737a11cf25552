using Shouldly;
using Surety.Text;
using Xunit;

namespace Surety.Tests.Text;

public sealed class PhraseReaderTests
{
    readonly Problems problems = new();

    [Theory]
    [InlineData("at least 99.95 %", "Word at|Word least|Number 99.95|Mark %")]
    [InlineData("99.95%, 5th", "Number 99.95|Mark %|Mark ,|Number 5|Word th")]
    [InlineData("08:00-12:00 and 13:00–24:00", "Clock 08:00|Mark -|Clock 12:00|Word and|Clock 13:00|Mark -|Clock 24:00")]
    [InlineData("2026-01-31 2026-10 2026-Q3 2026", "Date 2026-01-31|Period 2026-10|Period 2026-Q3|Number 2026")]
    [InlineData("2026-10-01T08:00:00Z 2026-10-01T08:00:00+02:00", "Instant 2026-10-01T08:00:00Z|Instant 2026-10-01T08:00:00+02:00")]
    [InlineData("feed platform-eu/http, label probe = \"a b\"", "Word feed|Word platform-eu/http|Mark ,|Word label|Word probe|Mark =|Quoted a b")]
    [InlineData("1..5 (a + b) × 2:x.", "Number 1|Mark ..|Number 5|Mark (|Word a|Mark +|Word b|Mark )|Mark ×|Number 2|Mark :|Word x|Mark .")]
    [InlineData("mon-fri Jörg's", "Word mon-fri|Word Jörg's")]
    public void Text_is_cut_into_tokens(string text, string expected)
    {
        var phrase = Phrase(text);
        var tokens = new List<string>();
        while (!phrase.AtEnd) tokens.Add(phrase.Next() is var t ? $"{t.Kind} {t.Text}" : "");

        string.Join('|', tokens).ShouldBe(expected);
        problems.Count.ShouldBe(0);
    }

    [Theory]
    [InlineData("x 4,000.00", "f:1:6: error phrase.number: The comma in '4,000.00' can divide thousands, decimals or a list.")]
    [InlineData("1e400", "f:1:4: error phrase.number: The number '1e400' is written with an exponent.")]
    [InlineData("1234567890123456789", "f:1:4: error phrase.number: The number '1234567890123456789' has more than 18 digits.")]
    [InlineData("2026-02-30", "f:1:4: error phrase.date: The date '2026-02-30' does not exist: February 2026 has 28 days.")]
    [InlineData("2026-13-01", "f:1:4: error phrase.date: The date '2026-13-01' does not exist: a year has months from 01 to 12.")]
    [InlineData("2026-13", "f:1:4: error phrase.date: The month '2026-13' does not exist: a year has months from 01 to 12.")]
    [InlineData("2026-Q5", "f:1:4: error phrase.date: The quarter '2026-Q5' does not exist: a year has quarters from Q1 to Q4.")]
    [InlineData("24:01", "f:1:4: error phrase.clock: The time of day '24:01' does not exist: a day goes from 00:00 to 24:00.")]
    [InlineData("2026-10-01T08:00:00", "f:1:4: error phrase.instant: The instant '2026-10-01T08:00:00' cannot be read: it does not say in which zone.")]
    [InlineData("2026-10-01T25:00:00Z", "f:1:4: error phrase.instant: The instant '2026-10-01T25:00:00Z' cannot be read.")]
    [InlineData("a \"b", "f:1:6: error phrase.quote: A text begins here with a quote, and the closing quote is missing.")]
    public void What_is_wrong_in_any_phrase_is_reported_once(string text, string expected)
    {
        var phrase = Phrase(text);
        phrase.Refuse("something");

        problems.ToValueList().ShouldHaveSingleItem().ToString().ShouldStartWith(expected);
    }

    [Fact]
    public void A_refusal_names_all_that_could_have_stood_there()
    {
        var phrase = Phrase("from 5 til 7");
        phrase.TryWord("from").ShouldBeTrue();
        phrase.TryWhole().ShouldBe(5);
        phrase.TryAny("to below", "to", "till").ShouldBeNull();
        phrase.Refuse("the end of the band");
        phrase.Refuse("a second problem");

        problems.ToValueList().ShouldHaveSingleItem().ToString().ShouldBe(
            "f:1:11: error phrase.unexpected: Expected 'to below', 'to', 'till' or the end of the band, found 'til'. Did you mean 'till'?");
    }

    [Theory]
    [InlineData("web shop", "web shop")]
    [InlineData("web  shop of x", "web shop")]
    [InlineData("web shopping", "web")]
    [InlineData("Web", "web")]
    [InlineData("café (EU) fee", "café (EU)")]
    public void The_longest_declared_name_is_taken(string text, string expected) =>
        Phrase(text).Name("a service", ["web", "web shop", "café (EU)"]).ShouldBe(expected);

    [Fact]
    public void A_name_that_is_not_declared_is_refused_with_its_nearest()
    {
        Phrase("web shpo is down").Name("a service", ["web shop", "network"]).ShouldBeNull();

        problems.ToValueList().ShouldHaveSingleItem().ToString().ShouldBe(
            "f:1:4: error phrase.name: 'web shpo is down' does not begin with the name of a service. Did you mean 'web shop'?");
    }

    [Fact]
    public void Another_reading_can_be_tried_from_a_place_that_was_kept()
    {
        var phrase = Phrase("the fee of web shop, this month");
        phrase.TryWord("the fee").ShouldBeTrue();
        var kept = phrase.Position;
        phrase.Rest().ShouldBe("of web shop, this month");
        phrase.Back(kept);
        phrase.ExpectWord("of").ShouldBeTrue();
        phrase.Until(",").ShouldBe("web shop");
        phrase.At.Column.ShouldBe(23);
    }

    PhraseReader Phrase(string text) => new((Node.Scalar)Tree.Parse("f", $"a: {text}").Root!.Entries[0].Value, problems);
}
