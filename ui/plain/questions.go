package plain

import (
	"errors"
	"strings"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/intake"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// rowTyped is what pose returns for a text that was typed in place of an answer, and was taken.
const rowTyped = paint.RowRead - 1

// pose asks a question of the guide. It returns the index of the answer, paint.RowRead or
// rowTyped. Any question takes a word of the Detail column, or what could be pasted.
func (j *journey) pose(q content.Question, rows []int) (int, error) {
	asked := question{text: q.Text, where: strings.Join(strings.Fields(strings.ReplaceAll(q.Help, "`", "")), " ")}
	var listed []int
	for _, row := range rows {
		switch {
		case row == paint.RowType:
			continue
		case row == paint.RowRead:
			asked.answers = append(asked.answers, "Read how to find this out")
		default:
			asked.answers = append(asked.answers, q.Answers[row].Text)
		}
		listed = append(listed, row)
	}
	asked.what = "a word or text"
	if q.ByWord() {
		asked.what = "the word"
	}
	asked.typed = func(text string) (int, error) {
		at, ok := q.Named(text)
		if !ok && q.ByWord() {
			at, ok = q.Word(detail.Known(text).Name)
		}
		if ok {
			listed = append(listed, at)
			return len(listed) - 1, nil
		}
		// An error of HTTP only looks like a word: invalid_grant is not InvalidGrant.
		if nearest := detail.Find(text).Nearest; q.ByWord() && len(nearest) > 0 && detail.HTTPError(text) == "" {
			return 0, noSuch("word in the Detail column", text, nearest...)
		}
		if input := intake.Recognise(text); input.Kind == intake.KindCode && input.Standing == intake.Alone {
			// The page of the word comes when nothing is left to ask about it.
			return len(listed), j.change(func() { j.s.TakeInput(text, input.StateAlone(), "pasted") })
		}
		return len(listed), back(j.typed(text))
	}
	at, err := j.ask(asked)
	if err != nil {
		return 0, err
	}
	if at == len(listed) {
		return rowTyped, nil
	}
	return listed[at], nil
}

// decide asks the questions that decide between what is still possible, until none is left
// or the user goes back.
func (j *journey) decide() error {
	for {
		ask := j.s.Answers.Ask()
		if ask.Question == nil {
			return j.leads(ask.Leads)
		}
		row, err := j.pose(*ask.Question, paint.WithTyping(ask))
		if err != nil {
			return err
		}
		if row == rowTyped {
			continue
		}
		answer := ask.Question.Answers[row]
		if err := j.change(func() {
			j.s.Answers.Choose(content.Choice{Question: ask.Question.ID, Answer: row, Asked: true})
		}); err != nil {
			return err
		}
		if answer.Page != "" && len(answer.Establishes()) == 0 && row != ask.Question.Unsure() {
			return j.page(screen.Page{Path: answer.Page})
		}
	}
}

// leads offers the pages that fit the answers best.
func (j *journey) leads(leads []content.Lead) error {
	var all []choice
	for _, lead := range leads {
		page, ok := j.s.Library.Page(lead.Page)
		if !ok {
			continue
		}
		text := paint.PageTitle(page)
		if page.Code != "" {
			text += ": " + page.Title
		}
		if len(lead.For) > 0 {
			text += ". For it: " + strings.Join(lead.For, "; ")
		}
		all = append(all, choice{text, func() error { return j.page(screen.Page{Path: lead.Page, Word: string(page.Code)}) }})
	}
	if len(all) == 0 {
		return j.say("", "No question is left that would tell more.")
	}
	return j.choose(question{text: "These pages match your answers best; none is proved. Which do you want to read?"}, all)
}

// guide asks the questions of the guide. Back takes the last answer back.
func (j *journey) guide(from string) error {
	if from != "" || j.s.At() != screen.Destination(screen.Guide{}) {
		j.s.GoTo(screen.Guide{From: from})
	}
	for told := 0; ; {
		walk := j.s.Answers.Walk
		for ; told < len(walk.Steps); told++ {
			if step := walk.Steps[told]; !step.Chosen {
				if err := j.say(step.Question.Text, step.Said().Text+" ("+paint.SourceWord(step.Source)+")"); err != nil {
					return err
				}
			}
		}
		q, rows, leads := j.s.Answers.Next()
		if q == nil {
			if len(leads) > 0 {
				return j.leads(leads)
			}
			return j.page(screen.Page{Path: walk.Page})
		}
		row, err := j.pose(*q, rows)
		if errors.Is(err, errBack) {
			step, was := j.s.Answers.TakeBack()
			if !was {
				return err
			}
			told = min(told, len(j.s.Answers.Walk.Steps))
			if err := j.say("Taken back", step.Said().Text); err != nil {
				return err
			}
			continue
		}
		switch {
		case err != nil:
			return err
		case row == rowTyped:
			continue
		case row == paint.RowRead:
			if err := j.page(screen.Page{Path: walk.Page}); err != nil && !errors.Is(err, errBack) {
				return err
			}
			continue
		}
		if err := j.change(func() {
			j.s.Answers.Choose(content.Choice{Question: q.ID, Answer: row, Asked: walk.Current == nil})
		}); err != nil {
			return err
		}
		told = len(j.s.Answers.Walk.Steps)
		if now := j.s.Answers.Walk; now.Page != "" && !now.Open() {
			word := ""
			if page, ok := j.s.Library.Page(now.Page); ok {
				word = string(page.Code)
			}
			if verdict := j.s.Diagnosis.Verdict(diagnosis.Code(word)); word != "" && verdict.Verdict == diagnosis.RuledOut {
				if err := j.say("", "In your case this is ruled out: "+verdict.Because); err != nil {
					return err
				}
			}
			j.s.GoTo(screen.Page{Path: now.Page, Word: word})
			return j.arrive() // a lesson or a page
		}
	}
}
