using NodaTime;
using Shouldly;
using Surety.Text;
using Xunit;

namespace Surety.Tests.Text;

public sealed class PhraseTests
{
    [Theory]
    [InlineData("99.95 %", "99.95")]
    [InlineData("99.95%", "99.95")]
    [InlineData("0 %", "0")]
    public void Percentages_carry_their_sign(string text, string points) => Phrase.Percentage("", text).ShouldBe(new Result<Percentage>.Ok(new(decimal.Parse(points))));

    [Theory]
    [InlineData("99.95", "f:1:6: error phrase.unexpected: Expected '%', found the end of the text.")]
    [InlineData("99.95 % x", "f:1:9: error phrase.unexpected: Expected the end of the phrase, found 'x'.")]
    [InlineData("x", "f:1:1: error phrase.unexpected: Expected a percentage, found 'x'.")]
    [InlineData("", "f:1:1: error phrase.unexpected: Expected a percentage, found the end of the text.")]
    public void What_is_no_percentage_is_refused(string text, string problem) => Refused(text, Amounts.Percentage, problem);

    [Theory]
    [InlineData("15 min", typeof(Span.Elapsed))]
    [InlineData("2 h 30 min", typeof(Span.Elapsed))]
    [InlineData("3 days", typeof(Span.Days))]
    [InlineData("1 month", typeof(Span.Months))]
    [InlineData("4 business hours", typeof(Span.BusinessTime))]
    [InlineData("2 business days", typeof(Span.BusinessDays))]
    [InlineData("the end of the 2nd business day", typeof(Span.EndOfBusinessDay))]
    [InlineData("2 business days of 8 h", typeof(Span.BusinessDaysOf))]
    public void A_length_of_time_keeps_its_kind_and_words(string text, Type kind)
    {
        var span = Read(text, Spans.Span);

        span.ShouldBeOfType(kind);
        span.ToString().ShouldBe(text);
    }

    [Fact]
    public void Units_of_the_clock_are_exact()
    {
        Read("90 s", Spans.Elapsed).ShouldBe(Duration.FromSeconds(90));
        Read("500 ms", Spans.Elapsed).ShouldBe(Duration.FromMilliseconds(500));
        Read("2 h 30 min", Spans.Elapsed).ShouldBe(Duration.FromMinutes(150));
        Read("1.5 Hours", Spans.Elapsed).ShouldBe(Duration.FromMinutes(90));
        Read("3 weeks", Spans.Span).ShouldBeOfType<Span.Days>().Count.ShouldBe(21);
        Read("1 quarter", Spans.Span).ShouldBeOfType<Span.Months>().Count.ShouldBe(3);
        Read("2 years", Spans.Span).ShouldBeOfType<Span.Months>().Count.ShouldBe(24);
        Read("30 business min", Spans.Span).ShouldBeOfType<Span.BusinessTime>().Time.ShouldBe(Duration.FromMinutes(30));
        Read("2 business days of 7 h 30 min", Spans.Span).ShouldBeOfType<Span.BusinessDaysOf>().Each.ShouldBe(Duration.FromMinutes(450));
    }

    [Theory]
    [InlineData("5 m", "f:1:3: error phrase.unit: The unit 'm' can be minutes or months. Write 'min' or 'months'.")]
    [InlineData("1.5 days", "f:1:1: error phrase.span: Days, weeks, months, quarters and years are counted whole. Write a smaller unit, as '36 h' for one and a half days of 24 hours.")]
    [InlineData("0.0000000001 s", "f:1:1: error phrase.span: The time is not a whole number of nanoseconds.")]
    [InlineData("999999999999 h", "f:1:1: error phrase.span: The time is longer than a century.")]
    [InlineData("999999999999 years", "f:1:1: error phrase.span: The time is longer than a century.")]
    [InlineData("2 business days of 0 h", "f:1:1: error phrase.span: A business day has more than 0 and at most 24 hours.")]
    public void What_is_no_length_of_time_is_refused(string text, string problem) => Refused(text, Spans.Span, problem);

    [Theory]
    [InlineData("3 months", "f:1:1: error phrase.unit: '3 months' is not counted in hours, minutes or seconds, and only such a time can stand here. Write '15 min' or '24 h'.")]
    [InlineData("2 business days", "f:1:1: error phrase.unit: '2 business days' is not counted in hours, minutes or seconds, and only such a time can stand here. Write '15 min' or '24 h'.")]
    public void Another_length_than_time_on_the_clock_is_told_as_such(string text, string problem) => Refused<Duration>(text, Spans.Elapsed, problem);

    [Fact]
    public void A_mistyped_unit_names_the_unit_that_was_meant()
    {
        PhraseReader.Parse("f", "5 minuts", Spans.Span).ShouldBeOfType<Result<Span>.Refused>().Problems[0].Mend.ShouldBe("Did you mean 'minute'?");
    }

    [Fact]
    public void Money_names_its_currency_before_or_behind()
    {
        Read("EUR 4000.00", Amounts.Money).ShouldBe(new Money(4000m, new("EUR")));
        Read("4000.00 EUR", Amounts.Money).ShouldBe(new Money(4000m, new("EUR")));
        Read("KWD 1.125", Amounts.Money).ShouldBe(new Money(1.125m, new("KWD")));
    }

    [Theory]
    [InlineData("ERU 40", "f:1:1: error phrase.currency: 'ERU' is not a currency of ISO 4217. Did you mean 'ERN'?")]
    [InlineData("eur 40", "f:1:1: error phrase.currency: 'eur' is no currency, which is three capital letters. Did you mean 'EUR'?")]
    [InlineData("EUR 4,000.00", "f:1:5: error phrase.number: The comma in '4,000.00' can divide thousands, decimals or a list. Write numbers without a comma and with a point before the decimals, as 4000.50, and a space behind a comma of a list.")]
    public void What_is_no_money_is_refused(string text, string problem) => Refused(text, Amounts.Money, problem);

    [Fact]
    public void Decimals_that_cannot_be_paid_are_pointed_out()
    {
        var read = PhraseReader.Parse("f", "JPY 40.5", Amounts.Money).ShouldBeOfType<Result<Money>.Ok>();

        read.Notes[0].ToString().ShouldBe("f:1:5: warning phrase.money: The amount '40.5' has 1 decimals, and JPY is paid with 0. Leave it as it is if it is a price per unit.");
    }

    [Fact]
    public void Dates_and_periods_are_of_the_real_calendar()
    {
        Read("2024-02-29", Dates.Date).ShouldBe(new LocalDate(2024, 2, 29));
        Read("2026-10-01T10:00:00+02:00", Dates.Instant).ShouldBe(Instant.FromUtc(2026, 10, 1, 8, 0));
        Read("2026-Q3", Dates.Period).End.ShouldBe(new LocalDate(2026, 10, 1));
        foreach (var text in new[] { "2026-10", "2026-Q3", "2026" }) Read(text, Dates.Period).ToString().ShouldBe(text);
        Refused("2026-02-30", Dates.Date, "f:1:1: error phrase.date: The date '2026-02-30' does not exist: February 2026 has 28 days.");
    }

    [Fact]
    public void Zones_are_those_of_the_database()
    {
        Read("Europe/Berlin", Dates.Zone).Id.ShouldBe("Europe/Berlin");
        Read("Etc/GMT+1", Dates.Zone).Id.ShouldBe("Etc/GMT+1");
        Read("UTC+2", Dates.Zone).GetUtcOffset(default).ShouldBe(Offset.FromHours(2));
        Refused("Europe/Berln", Dates.Zone, "f:1:1: error phrase.zone: The time zone 'Europe/Berln' is not in the IANA time zone database. Did you mean 'Europe/Berlin'?");
        Refused("new york", Dates.Zone, "f:1:1: error phrase.zone: The time zone 'new york' is not in the IANA time zone database. Did you mean 'America/New_York'?");
    }

    [Fact]
    public void Hours_of_the_day_go_to_midnight()
    {
        Read<ValueList<TimeRange>>("08:00-12:00 and 13:00-24:00", Hours.TimeRanges).ShouldBe<ValueList<TimeRange>>([new(480, 720), new(780, 1440)]);
        Refused<ValueList<TimeRange>>("22:00-06:00", Hours.TimeRanges, "f:1:1: error phrase.hours: The hours end at 06:00, which is not after 22:00. Hours over midnight are written as two: '22:00-24:00', and on the next day '00:00-06:00'.");
        Refused<ValueList<TimeRange>>("08:00-12:00, 11:00-13:00", Hours.TimeRanges, "f:1:14: error phrase.hours: The hours 11:00-13:00 begin before 08:00-12:00 end. Write hours in order, and each once.");
    }

    [Theory]
    [InlineData("mon-fri", "1 2 3 4 5")]
    [InlineData("Mon - Wed, sunday", "1 2 3 7")]
    [InlineData("saturday and sunday", "6 7")]
    [InlineData("sat-mon", "1 6 7")]
    [InlineData("every day", "1 2 3 4 5 6 7")]
    public void Days_of_the_week_are_listed(string text, string days) =>
        string.Join(' ', Read<ValueList<IsoDayOfWeek>>(text, Hours.Weekdays).Select(d => (int)d)).ShouldBe(days);

    [Theory]
    [InlineData("mon, mon", "f:1:6: error phrase.weekday: Monday stands here a second time. Write each day once.")]
    [InlineData("munday", "f:1:1: error phrase.weekday: 'munday' is no day of the week. Did you mean 'monday'?")]
    public void What_is_no_day_of_the_week_is_refused(string text, string problem) => Refused<ValueList<IsoDayOfWeek>>(text, Hours.Weekdays, problem);

    static T Read<T>(string text, Func<PhraseReader, T?> parse) where T : struct => PhraseReader.Parse("f", text, parse).ShouldBeOfType<Result<T>.Ok>().Value;

    static T Read<T>(string text, Func<PhraseReader, T?> parse) where T : class => PhraseReader.Parse("f", text, parse).ShouldBeOfType<Result<T>.Ok>().Value;

    static void Refused<T>(string text, Func<PhraseReader, T?> parse, string problem) where T : struct =>
        PhraseReader.Parse("f", text, parse).ShouldBeOfType<Result<T>.Refused>().Problems.ShouldHaveSingleItem().ToString().ShouldBe(problem);

    static void Refused<T>(string text, Func<PhraseReader, T?> parse, string problem) where T : class =>
        PhraseReader.Parse("f", text, parse).ShouldBeOfType<Result<T>.Refused>().Problems.ShouldHaveSingleItem().ToString().ShouldBe(problem);
}
