using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using NodaTime;
using Surety.Agreements;
using Surety.Levels;
using Surety.Metrics;
using Surety.Scope;

namespace Surety.Statements;

/// <summary>
/// Statements as one JSON document, exact: fractions, decimals and money as strings, instants in RFC 3339 UTC, every reason down to its facts.
/// The names are written here by hand and frozen: renaming a type changes no byte. Described by docs/guide/statement.schema.json.
/// </summary>
public static class StatementJson
{
    static readonly JsonWriterOptions Form = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes one statement.</summary>
    /// <returns>A document that ends with a line feed.</returns>
    public static string Of(Statement statement) => Document(json => Write(json, statement));

    /// <summary>Writes the statements of several periods: <c>{"statements": […]}</c>.</summary>
    /// <returns>A document that ends with a line feed.</returns>
    public static string Of(ValueList<Statement> statements) => Document(json =>
    {
        json.WriteStartObject();
        Items(json, "statements", statements, s => Write(json, s));
        json.WriteEndObject();
    });

    /// <summary>Writes only why the figures of a statement are so: its levels, credits, totals, rights and duties, each as a statement has it.</summary>
    /// <param name="asked">A statement with nothing but what was asked about.</param>
    /// <param name="opened">What they say beside, opened.</param>
    /// <returns>A document that ends with a line feed.</returns>
    public static string Why(Statement asked, IEnumerable<Opening> opened) => Document(json => new Writer(json, asked).Why(opened));

    /// <summary>Writes where one level stands, without its reasons: verdict, figures, bounds, what is left and what it may cost. Inside an object.</summary>
    /// <param name="json">Gets it.</param><param name="statement">The statement that it is of.</param><param name="level">One of its levels.</param>
    public static void Standing(Utf8JsonWriter json, Statement statement, LevelResult level) => new Writer(json, statement).Standing(level);

    /// <summary>Writes a clock of a ticket that runs or stands still. Inside an object.</summary>
    /// <param name="json">Gets it.</param><param name="ticket">The clock.</param>
    public static void Running(Utf8JsonWriter json, RunningTicket ticket)
    {
        json.WriteString("ticket", ticket.Ticket);
        json.WriteNumber("cycle", ticket.Cycle);
        json.WriteString("level", ticket.Level);
        json.WriteNumber("version", ticket.Version);
        Labelled("scope", ticket.Scope);
        json.WriteString("target", ticket.Target.ToString());
        if (ticket.Priority is not null) json.WriteString("priority", ticket.Priority);
        if (ticket.Owner is not null) json.WriteString("owner", ticket.Owner);
        Labelled("labels", ticket.Labels);
        json.WriteString("started", Display.InUtc(ticket.Started));
        if (ticket.Due is { } due) json.WriteString("due", Display.InUtc(due));
        if (ticket.Left is { } left)
        {
            var ticks = Display.Ticks(left.Length);
            json.WriteStartObject("left");
            json.WriteString("shown", left < Calendars.WorkingTime.Zero ? $"{Display.Time(-left.Length)} late" : Display.Time(left.Length));
            json.WriteString("exact", (ticks / NodaConstants.TicksPerSecond).ToString());
            json.WriteString("seconds", Display.Decimal(ticks / NodaConstants.TicksPerSecond));
            json.WriteEndObject();
        }
        if (ticket.PausedBy is not null) json.WriteString("pausedBy", ticket.PausedBy);
        if (ticket.PausedSince is { } since) json.WriteString("pausedSince", Display.InUtc(since));
        json.WriteBoolean("missed", ticket.IsMissed);

        void Labelled(string name, Labels labels)
        {
            json.WriteStartObject(name);
            foreach (var label in labels.Items) json.WriteString(label.Name, label.Value);
            json.WriteEndObject();
        }
    }

    internal static string Document(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Form)) write(json);
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, checked((int)bytes.Length)) + "\n";
    }

    static void Write(Utf8JsonWriter json, Statement statement) => new Writer(json, statement).Statement();

    internal static void Items<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items) write(item);
        json.WriteEndArray();
    }

    sealed record Writer(Utf8JsonWriter Json, Statement Of)
    {
        public void Statement()
        {
            Json.WriteStartObject();
            Json.WriteString("format", "surety-statement/1");
            Json.WriteString("agreement", Of.Agreement);
            Json.WriteString("title", Of.Title);
            Items(Json, "versions", Of.Versions, Version);
            Json.WriteString("provider", Of.Provider);
            Json.WriteString("customer", Of.Customer);
            Json.WriteString("tier", Of.Tier);
            Json.WriteString("zone", Of.Zone.Id);
            Window("period", Of.Period);
            At("asOf", Of.AsOf);
            Json.WriteString("summary", Wording.English.Summary(Of));
            Items(Json, "levels", Of.Levels, Level);
            Items(Json, "prospects", Of.Prospects, Prospect);
            Items(Json, "credits", Of.Credits, Credit);
            Items(Json, "caps", Of.Caps, Cap);
            Items(Json, "totals", Of.Totals, Total);
            Items(Json, "rights", Of.Rights, Right);
            Items(Json, "duties", Of.Duties, Duty);
            Items(Json, "messages", Of.Messages, Message);
            Life(Of.Life);
            Items(Json, "imported", Of.Imported, Imported);
            Items(Json, "remarks", Of.Remarks, Remark);
            Items(Json, "silences", Of.Silences, Silence);
            Json.WriteEndObject();
        }

        public void Why(IEnumerable<Opening> opened)
        {
            Json.WriteStartObject();
            Json.WriteString("format", "surety-why/1");
            Json.WriteString("agreement", Of.Agreement);
            Json.WriteString("zone", Of.Zone.Id);
            Window("period", Of.Period);
            At("asOf", Of.AsOf);
            Items(Json, "levels", Of.Levels, Level);
            Items(Json, "credits", Of.Credits, Credit);
            Items(Json, "totals", Of.Totals, Total);
            Items(Json, "rights", Of.Rights, Right);
            Items(Json, "duties", Of.Duties, Duty);
            Items(Json, "opened", opened, opening =>
            {
                Json.WriteStartObject();
                Json.WriteString("heading", opening.Heading);
                Reason("why", opening.Why);
                Json.WriteEndObject();
            });
            Json.WriteEndObject();
        }

        public void Standing(LevelResult level)
        {
            Json.WriteString("level", level.Level);
            Json.WriteNumber("version", level.Version);
            Window("window", level.Window);
            Scope(level.Scope);
            Json.WriteString("verdict", WireNames.Of(level.Verdict));
            Json.WriteString("words", Wording.English.Stands(level));
            if (level.SoFar is { } soFar) At("soFar", soFar);
            if (level.Bounds?.Standing is { } standing) Json.WriteString("standing", WireNames.Of(standing));
            if (level.Attained is { } attained) Figure("attained", attained, Display.Attained(level), Display.AttainedDigits(level));
            Json.WriteString("target", level.Target);
            if (Display.SealedMargin(level) is { Length: > 0 } margin) Json.WriteString("margin", margin);
            Json.WriteBoolean("belowMinimum", level.BelowMinimum);
            Json.WriteBoolean("counts", level.Counts);
            if (level.Coverage is { } coverage) Figure("coverage", new Figure.Share(coverage), Display.Share(coverage), null);
            Json.WriteNumber("events", level.Events);
            Json.WriteNumber("missCount", level.MissCount);
            if (level.Figures is { } figures) Figures(level, figures, isOpened: false);
            if (level.Bounds is { } bounds) Bounds(bounds);
            Json.WriteStartArray("credits");
            foreach (var prospect in Of.Prospects.Where(p => (p.Level, p.Window, p.Scope) == (level.Level, level.Window, level.Scope)))
                foreach (var credit in prospect.Credits)
                {
                    Json.WriteStartObject();
                    Json.WriteString("remedy", credit.Remedy);
                    Money("least", credit.Least);
                    if (credit.Most is { } most) Money("most", most);
                    Json.WriteEndObject();
                }
            Json.WriteEndArray();
        }

        void Version(VersionInForce version)
        {
            Json.WriteStartObject();
            Json.WriteNumber("version", version.Version);
            Date("effective", version.Effective);
            Json.WriteString("file", version.File);
            Json.WriteEndObject();
        }

        void Level(LevelResult level)
        {
            Json.WriteStartObject();
            Json.WriteString("level", level.Level);
            Json.WriteNumber("version", level.Version);
            Window("window", level.Window);
            Scope(level.Scope);
            Json.WriteString("verdict", WireNames.Of(level.Verdict));
            At("soFar", level.SoFar);
            if (level.Attained is { } attained) Figure("attained", attained, Display.Attained(level), Display.AttainedDigits(level));
            else Json.WriteNull("attained");
            Json.WriteString("target", level.Target);
            Volume(level.Volume);
            if (level.Range is { } range) Range(range);
            else Json.WriteNull("range");
            Json.WriteString("margin", Display.SealedMargin(level) is { Length: > 0 } margin ? margin : null);
            Json.WriteBoolean("belowMinimum", level.BelowMinimum);
            Json.WriteBoolean("counts", level.Counts);
            if (level.Coverage is { } coverage) Figure("coverage", new Figure.Share(coverage), Display.Share(coverage), null);
            else Json.WriteNull("coverage");
            if (level.BadTime is { } bad) Figure("badTime", new Figure.Time(Display.Ticks(bad)), Display.Time(bad), null);
            else Json.WriteNull("badTime");
            Json.WriteNumber("events", level.Events);
            Json.WriteNumber("missCount", level.MissCount);
            Items(Json, "misses", level.Misses, Miss);
            Items(Json, "intervals", level.ByInterval is { } intervals ? intervals : Enumerable.Empty<Miss>(), Interval);
            Items(Json, "causes", level.Causes, Cause);
            Items(Json, "reasons", level.Stated, Stated);
            At("reasonDue", level.ReasonDue);
            Clause("clause", level.Clause);
            Reason("why", level.Why);
            if (level.Figures is { } figures) Figures(level, figures);
            else Json.WriteNull("figures");
            if (level.Bounds is { } bounds) Bounds(bounds);
            else Json.WriteNull("bounds");
            Json.WriteEndObject();
        }

        void Volume(FollowedVolume? volume)
        {
            if (volume is null)
            {
                Json.WriteNull("volume");
                return;
            }
            Json.WriteStartObject("volume");
            Json.WriteString("row", volume.Row);
            Of("actual", volume.Actual);
            Of("forecast", volume.Forecast);
            Json.WriteEndObject();

            void Of(string name, Figure? figure)
            {
                if (figure is null) Json.WriteNull(name);
                else Figure(name, figure, Display.Figure(figure, this.Of.Zone), null);
            }
        }

        void Interval(Miss interval)
        {
            Json.WriteStartObject();
            At("from", interval.From);
            At("until", interval.Until);
            Figure("bad", new Figure.Time(Display.Ticks(interval.By)), Display.Time(interval.By), null);
            Json.WriteEndObject();
        }

        void Cause(Cause cause)
        {
            Json.WriteStartObject();
            Json.WriteString("of", cause.Words);
            Scope(cause.Scope);
            Window("window", cause.Window);
            Span("bad", cause.Bad);
            Span("together", cause.Together);
            Json.WriteBoolean("excuses", cause.Excuses);
            Clause("clause", cause.Clause);
            Reason("why", cause.Why);
            Json.WriteEndObject();

            void Span(string name, Duration? time)
            {
                if (time is { } some) Figure(name, new Figure.Time(Display.Ticks(some)), Display.Time(some), null);
                else Json.WriteNull(name);
            }
        }

        void Stated(StatedReason stated)
        {
            Json.WriteStartObject();
            At("at", stated.At);
            Json.WriteString("by", stated.By);
            Json.WriteString("text", stated.Text);
            Json.WriteString("ticket", stated.Ticket);
            Facts(new(1, [stated.Fact]));
            Json.WriteEndObject();
        }

        void Bounds(Bounds bounds)
        {
            Json.WriteStartObject("bounds");
            End("lowest", bounds.Lowest, isLow: true);
            Json.WriteBoolean("lowestIncluded", bounds.LowestIncluded);
            End("highest", bounds.Highest, isLow: false);
            Json.WriteBoolean("highestIncluded", bounds.HighestIncluded);
            Json.WriteString("standing", bounds.Standing is { } standing ? WireNames.Of(standing) : null);
            Json.WriteBoolean("mayEndWithoutVerdict", bounds.MayEndWithoutVerdict);
            if (bounds.Allowance is { } allowance)
            {
                Json.WriteStartObject("allowance");
                Figure("amount", allowance.Amount, Display.Figure(allowance.Amount, Of.Zone), null);
                Json.WriteBoolean("isNeeded", allowance.IsNeeded);
                Json.WriteString("words", allowance.Words);
                Json.WriteEndObject();
            }
            else Json.WriteNull("allowance");
            Json.WriteEndObject();

            void End(string name, Figure? figure, bool isLow)
            {
                if (figure is null) Json.WriteNull(name);
                else Figure(name, figure, Display.End(figure, isLow), Display.EndDigits(figure, isLow));
            }
        }

        void Prospect(Prospect prospect)
        {
            Json.WriteStartObject();
            Json.WriteString("level", prospect.Level);
            Window("window", prospect.Window);
            Scope(prospect.Scope);
            Items(Json, "credits", prospect.Credits, credit =>
            {
                Json.WriteStartObject();
                Json.WriteString("remedy", credit.Remedy);
                Money("least", credit.Least);
                if (credit.Most is { } most) Money("most", most);
                else Json.WriteNull("most");
                Clause("clause", credit.Clause);
                Json.WriteEndObject();
            });
            Items(Json, "rights", prospect.Rights, Json.WriteStringValue);
            Json.WriteEndObject();
        }

        void Figures(LevelResult level, FourFigures figures, bool isOpened = true)
        {
            Json.WriteStartObject("figures");
            Stage("measured", figures.Measured);
            Stage("afterCorrections", figures.Corrected);
            Stage("afterExclusions", figures.Excluded);
            Stage("contractual", figures.Contractual);
            if (isOpened) Reason("why", figures.Why);
            if (isOpened && figures.PauseCount > 0)
            {
                Items(Json, "pauses", figures.Pauses, Pause);
                Json.WriteNumber("pauseCount", figures.PauseCount);
            }
            Json.WriteEndObject();

            void Pause(PauseEffect pause)
            {
                Json.WriteStartObject();
                Json.WriteString("ticket", pause.Ticket);
                if (pause.Stood is { } stood) Figure("stood", new Figure.Time(Display.Ticks(stood.Length)), Display.Time(stood.Length), null);
                else Json.WriteNull("stood");
                Items(Json, "while", pause.While, Json.WriteStringValue);
                Stage("before", new(pause.Before, level.Verdict));
                Stage("after", new(pause.After, level.Verdict));
                Clause("clause", pause.Clause);
                Json.WriteEndObject();
            }

            void Stage(string name, StepFigure stage)
            {
                if (stage.Attained is { } figure) Figure(name, figure, Display.Step(level, stage), Display.AttainedDigits(level with { Attained = figure }));
                else Json.WriteNull(name);
            }
        }

        void Range(Comparison range)
        {
            Json.WriteStartObject("range");
            Limit("low", range.Low);
            Limit("high", range.High);
            Json.WriteString("unit", range.Unit switch { Unit.Percent => "share", Unit.Number => "number", Unit.Time => "seconds" });
            Json.WriteEndObject();

            void Limit(string name, Limit? limit)
            {
                if (limit is not { } end) Json.WriteNull(name);
                else
                {
                    Json.WriteStartObject(name);
                    Json.WriteString("exact", (range.Unit == Unit.Time ? end.Value / NodaConstants.TicksPerSecond : end.Value).ToString());
                    Json.WriteBoolean("included", end.Included);
                    Json.WriteEndObject();
                }
            }
        }

        void Miss(Miss miss)
        {
            Json.WriteStartObject();
            Json.WriteString("what", miss.What);
            At("from", miss.From);
            At("until", miss.Until);
            At("due", miss.Due);
            Figure("by", new Figure.Time(Display.Ticks(miss.By)), Display.Time(miss.By), null);
            Labels("labels", miss.Labels);
            if (miss.Told.Count > 0)
            {
                Json.WriteStartArray("outages");
                foreach (var (id, cause) in miss.Told)
                {
                    Json.WriteStartObject();
                    Json.WriteString("id", id);
                    if (cause is not null) Json.WriteString("cause", cause);
                    Json.WriteEndObject();
                }
                Json.WriteEndArray();
            }
            Json.WriteEndObject();
        }

        void Credit(CreditLine credit)
        {
            Json.WriteStartObject();
            Json.WriteString("remedy", credit.Remedy);
            Json.WriteString("level", credit.Level);
            Window("window", credit.Window);
            Scope(credit.Scope);
            if (credit.Incident is { } incident)
            {
                Json.WriteStartObject("incident");
                Json.WriteString("name", incident.Name);
                Json.WriteString("words", incident.Words);
                At("began", incident.Began);
                Json.WriteEndObject();
            }
            else Json.WriteNull("incident");
            Json.WriteString("row", credit.Row);
            Items(Json, "rows", credit.Rows, Json.WriteStringValue);
            Json.WriteString("rate", credit.Rate?.ToString());
            Json.WriteString("state", WireNames.Of(credit.State));
            if (!credit.IsKnown)
            {
                Json.WriteNull("exact");
                Json.WriteNull("amount");
            }
            else
            {
                Json.WriteString("exact", credit.Exact.ToString());
                Money("amount", credit.Amount);
            }
            Json.WriteString("inKind", credit.InKind?.Number.ToString());
            Json.WriteString("inKindUnit", credit.InKind?.Unit);
            Money("lost", credit.Lost);
            Json.WriteString("withheld", credit.Withheld ?? credit.NotComputed);
            At("claimBy", credit.ClaimBy);
            At("expires", credit.Expires);
            Clause("clause", credit.Clause);
            Reason("why", credit.Why);
            Json.WriteEndObject();
        }

        void Cap(CapReached cap)
        {
            Json.WriteStartObject();
            Json.WriteString("words", cap.Words);
            if (cap.Period is { } period) Window("period", period);
            else Json.WriteNull("period");
            Money("limit", cap.Limit);
            Money("before", cap.Before);
            Money("cut", cap.Cut);
            Json.WriteBoolean("carriedOver", cap.IsCarriedOver);
            Clause("clause", cap.Clause);
            Json.WriteEndObject();
        }

        void Total(Total total)
        {
            Json.WriteStartObject();
            Money("owed", total.Owed);
            Money("claimable", total.Claimable);
            Money("forfeited", total.Forfeited);
            Json.WriteNumber("invoice", total.Invoice);
            Reason("why", total.Why);
            Json.WriteEndObject();
        }

        void Right(RightStatus right)
        {
            Json.WriteStartObject();
            Json.WriteString("right", right.Right);
            Json.WriteString("of", right.Of);
            Json.WriteString("state", WireNames.Of(right.State));
            Json.WriteString("trigger", right.Trigger);
            Json.WriteNumber("have", right.Have);
            Json.WriteNumber("need", right.Need);
            Json.WriteString("counts", right.Counts);
            At("since", right.Since);
            At("until", right.Until);
            Json.WriteString("notice", right.Notice);
            Clause("clause", right.Clause);
            Reason("why", right.Why);
            Json.WriteEndObject();
        }

        void Duty(DutyStatus duty)
        {
            Json.WriteStartObject();
            Json.WriteString("duty", duty.Duty);
            Json.WriteString("period", duty.Period);
            Json.WriteString("by", duty.By);
            Items(Json, "to", duty.To, Json.WriteStringValue);
            At("due", duty.Due);
            At("done", duty.Done);
            Json.WriteString("state", WireNames.Of(duty.State));
            Clause("clause", duty.Clause);
            Reason("why", duty.Why);
            Json.WriteEndObject();
        }

        void Message(Message message)
        {
            Json.WriteStartObject();
            Json.WriteString("ladder", message.Ladder);
            Json.WriteNumber("step", message.Step);
            Json.WriteNumber("repeat", message.Repeat);
            At("when", message.When);
            Json.WriteBoolean("isDue", message.IsDue);
            Items(Json, "tell", message.Tell, Contact);
            Items(Json, "by", message.By, Json.WriteStringValue);
            Json.WriteString("level", message.Level);
            Json.WriteString("about", message.About);
            Scope(message.Scope);
            Clause("clause", message.Clause);
            Reason("why", message.Why);
            Json.WriteEndObject();
        }

        void Contact(Contact contact)
        {
            Json.WriteStartObject();
            Json.WriteString("role", contact.Role);
            Json.WriteString("address", contact.Address);
            Json.WriteEndObject();
        }

        void Life(LifeOfStatement life)
        {
            Json.WriteStartObject("life");
            Json.WriteString("state", life.State);
            At("provisional", life.Provisional);
            At("commentUntil", life.CommentUntil);
            Json.WriteBoolean("silenceAccepts", life.SilenceAccepts);
            At("final", life.Final);
            Reason("why", life.Why);
            Json.WriteEndObject();
        }

        void Imported(ImportedVerdicts imported)
        {
            Json.WriteStartObject();
            Json.WriteString("of", imported.Of);
            Json.WriteNumber("met", imported.Met);
            Json.WriteNumber("missed", imported.Missed);
            Json.WriteNumber("compared", imported.Compared);
            Items(Json, "differences", imported.Differences, difference =>
            {
                Json.WriteStartObject();
                Json.WriteString("ticket", difference.Ticket);
                Json.WriteBoolean("metThere", difference.IsMetThere);
                Items(Json, "late", difference.Late, Json.WriteStringValue);
                Json.WriteEndObject();
            });
            Json.WriteEndObject();
        }

        void Remark(Remark remark)
        {
            Json.WriteStartObject();
            Json.WriteString("code", remark.Code);
            Json.WriteString("text", remark.Text);
            Clause("clause", remark.Clause);
            Facts(remark.Facts);
            Json.WriteEndObject();
        }

        void Silence(Silence silence)
        {
            Json.WriteStartObject();
            Json.WriteString("question", silence.Question);
            Json.WriteString("default", silence.Default);
            Clause("about", silence.About);
            Json.WriteEndObject();
        }

        void Reason(string? name, Reason reason)
        {
            if (name is null) Json.WriteStartObject();
            else Json.WriteStartObject(name);
            Json.WriteString("sentence", reason.Sentence);
            Figure("value", reason.Value, Display.Figure(reason.Value, Of.Zone), null);
            Json.WriteString("how", WireNames.Of(reason.How));
            Clause("clause", reason.Clause);
            Facts(reason.Facts);
            Items(Json, "parts", reason.Parts, part => Reason(null, part));
            Json.WriteEndObject();
        }

        void Facts(FactCitation? facts)
        {
            if (facts is null)
            {
                Json.WriteNull("facts");
                return;
            }
            Json.WriteStartObject("facts");
            Json.WriteNumber("count", facts.Count);
            Items(Json, "first", facts.First, origin =>
            {
                Json.WriteStartObject();
                Json.WriteString("file", WireNames.File(origin, Of.FactFiles));
                Json.WriteNumber("line", origin.Line);
                Json.WriteEndObject();
            });
            Json.WriteEndObject();
        }

        void Figure(string name, Figure figure, string shown, string? digits)
        {
            Json.WriteStartObject(name);
            Json.WriteString("shown", shown);
            switch (figure)
            {
                case Figure.Share share:
                    Json.WriteString("exact", share.Value.ToString());
                    Json.WriteString("percent", digits ?? Display.Decimal(share.Value * 100));
                    break;
                case Figure.Number number:
                    Json.WriteString("exact", number.Value.ToString());
                    Json.WriteString("number", digits ?? Display.Decimal(number.Value));
                    break;
                case Figure.Time time:
                    Json.WriteString("exact", (time.Ticks / NodaConstants.TicksPerSecond).ToString());
                    Json.WriteString("seconds", digits ?? Display.Decimal(time.Ticks / NodaConstants.TicksPerSecond));
                    break;
                case Figure.Count count:
                    Json.WriteNumber("count", count.Value);
                    break;
                case Figure.Amount amount:
                    Json.WriteString("exact", amount.Value.ToString());
                    Json.WriteString("amount", Display.Decimal(amount.Value));
                    Json.WriteString("currency", amount.Currency.Code);
                    break;
                case Figure.At at:
                    At("at", at.Value);
                    break;
                case Figure.Words words:
                    Json.WriteString("words", words.Value);
                    break;
            }
            Json.WriteEndObject();
        }

        void Money(string name, Money money)
        {
            Json.WriteStartObject(name);
            Json.WriteString("amount", money.Amount.ToString("0." + new string('0', money.Currency.MinorDigits) + "##########", CultureInfo.InvariantCulture).TrimEnd('.'));
            Json.WriteString("currency", money.Currency.Code);
            Json.WriteEndObject();
        }

        void Window(string name, Window window)
        {
            Json.WriteStartObject(name);
            Json.WriteString("name", window.Name);
            Date("from", window.From);
            Date("until", window.Until);
            At("start", window.Time.Start);
            At("end", window.Time.End);
            Json.WriteString("partOf", window.Whole?.Name);
            Json.WriteEndObject();
        }

        void Scope(Labels scope) => Labels("scope", scope);

        void Labels(string name, Labels labels)
        {
            Json.WriteStartObject(name);
            foreach (var label in labels.Items) Json.WriteString(label.Name, label.Value);
            Json.WriteEndObject();
        }

        void Clause(string name, Clause? clause)
        {
            if (clause is not { } place) Json.WriteNull(name);
            else
            {
                Json.WriteStartObject(name);
                Json.WriteString("path", place.Path);
                Json.WriteString("file", place.At.File);
                Json.WriteNumber("line", place.At.Line);
                Json.WriteNumber("column", place.At.Column);
                Json.WriteEndObject();
            }
        }

        void Date(string name, LocalDate date) => Json.WriteString(name, Display.Iso(date));

        void At(string name, Instant? instant)
        {
            Json.WriteString(name, instant is { } at ? Display.InUtc(at) : null);
        }
    }
}
